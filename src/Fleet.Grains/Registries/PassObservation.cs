using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>Reads from the cluster what a pass decides on and no watch carries: contents of Secrets and ConfigMaps.</summary>
internal sealed class PassObservation(ClusterSession session, RegistryKey key, PassMemory memory)
{
    /// <summary>Something could not be read for a reason other than its absence; the pass is repeated later.</summary>
    public sealed class NotReadableException(string message) : Exception(message);

    /// <summary>All that a pass decides on.</summary>
    /// <param name="registry">As last read or written.</param>
    /// <param name="release">To be run.</param>
    public async Task<(PassSituation Situation, BundleReading Bundle)> SituationAsync(
        QuayRegistry registry, QuayRelease release, RegistryPicture picture, Clusters.ClusterFacts facts, OperatorSettings @operator)
    {
        var bundle = BundleAsync(registry.ConfigBundleSecret, picture.BundleVersion);
        var stored = StoredAsync(registry.Uid, release.Minor.AtLeast(3, 7), isNew: picture.Status.CurrentVersion is null);
        var storage = StorageAsync(picture.FactsOf(ComponentKind.ObjectStorage).BucketBound);
        var hashes = CaHashesAsync(picture.FactsOf(ComponentKind.Quay).CaVersions);
        await Task.WhenAll(bundle, stored, storage, hashes);

        var read = await bundle;
        var (serviceCa, trustedCa) = await hashes;
        var situation = new PassSituation(
            registry with { Status = picture.Status },
            release,
            facts.Features!,
            facts.Router is { } router ? new RouterKnowledge(router.AppsDomain, router.Certificate) : null,
            read.Bundle,
            await stored,
            await storage,
            serviceCa,
            trustedCa,
            picture.FactsOf(ComponentKind.Postgres).DatabaseAvailable,
            picture.FactsOf(ComponentKind.ClairPostgres).DatabaseAvailable,
            picture.FactsOf(ComponentKind.Quay).UpgradeJob,
            @operator,
            [.. AutoscaledReplicas.Left(picture.FactsOf)],
            facts.Policy.KeepSpec);
        return (situation, read);
    }

    /// <summary>The bundle a registry names, and what of it TLS asks.</summary>
    public async Task<BundleReading> BundleAsync(string? name, string? announced)
    {
        if (name is null) return BundleReading.None;
        if ((memory.Bundle = memory.Bundle?.Given(name, announced)) is { } known) return known;
        if (await SecretAsync(name) is not { } secret)
            return new BundleReading(name, null, null, PassReadings.FactsOf(null), announced);
        return memory.Bundle = BundleReading.Of(name, secret, Version(secret), announced);
    }

    /// <summary>
    /// The values that were generated before, from the keys Secret with the fixed name, else from wherever an older release left them; and the
    /// names that generated Secrets have.
    /// </summary>
    /// <param name="everyValueIsStored">The release keeps all of them in the Secret with the fixed name.</param>
    /// <param name="isNew">The registry has never run a version, so no older release can have left any.</param>
    private async Task<StoredSecrets> StoredAsync(string uid, bool everyValueIsStored, bool isNew)
    {
        if (memory.Stored is { } known) return known;
        // A restored one may have no label yet.
        var keys = everyValueIsStored && await SecretAsync(ManagedKeys.SecretName(key.Name)) is { } secret ? PassReadings.Keys(secret) : null;
        if (everyValueIsStored && isNew) return memory.Stored = new StoredSecrets(keys ?? ManagedKeys.None);
        var listed = await session.Api.ListAsync(ResourceKind.Secret, key.Namespace, $"{QuayRegistry.RegistryLabel}={key.Name}", session.Ended);
        if (!listed.Succeeded(out var secrets, out var error)) throw new NotReadableException($"managed keys `Secret`: {error.Message}");
        var stored = StoredSecrets.Among(key.Name, uid, secrets);
        return memory.Stored = keys is null ? stored : stored with { Keys = keys };
    }

    /// <summary>The bucket's address and credentials, which the provisioner writes beside a bound claim.</summary>
    public async Task<ObjectStorageFacts> StorageAsync(bool bound)
    {
        if (!bound) return ObjectStorageFacts.NotInitialized;
        if (memory.Storage is { } known) return known;
        var name = $"{key.Name}-quay-datastore";
        var read = (Map: ReadAsync(ResourceKind.ConfigMap, name), Secret: SecretAsync(name));
        if (await read.Map is not { } map || await read.Secret is not { } secret)
            throw new NotReadableException("error checking for object storage support: awaiting for bucket claim to be processed");
        return memory.Storage = PassReadings.Storage(map, secret);
    }

    /// <summary>The short hashes of the CA bundles that OpenShift injects into two of the registry's ConfigMaps; empty for one that is not there.</summary>
    /// <param name="versions">Of the ConfigMaps, as the watch shows them; null while they do not exist.</param>
    public async Task<(string Service, string Trusted)> CaHashesAsync(string? versions)
    {
        // What the watch has shown to be absent is not asked for.
        if (versions is null) return ("", "");
        if (memory.Ca is { } known && known.Versions == versions) return (known.Service, known.Trusted);
        var hashes = await Task.WhenAll(CaHashAsync("cluster-service-ca", "service-ca.crt"), CaHashAsync("cluster-trusted-ca", "ca-bundle.crt"));
        memory.Ca = (versions, hashes[0], hashes[1]);
        return (hashes[0], hashes[1]);
    }

    private async Task<string> CaHashAsync(string suffix, string file) =>
        PassReadings.CaHash(await ReadAsync(ResourceKind.ConfigMap, $"{key.Name}-{suffix}"), file);

    private Task<JsonObject?> SecretAsync(string name) => ReadAsync(ResourceKind.Secret, name);

    private async Task<JsonObject?> ReadAsync(ResourceKind kind, string name)
    {
        var answer = await session.Api.GetAsync(new ObjectKey(kind, key.Namespace, name), session.Ended);
        if (answer.Succeeded(out var found, out var error)) return found;
        return error is KubernetesError.NotFound ? null : throw new NotReadableException($"{kind} {name}: {error.Message}");
    }

    private static string? Version(JsonObject o) => o["metadata"]?["resourceVersion"]?.GetValue<string>();
}
