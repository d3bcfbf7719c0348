using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Editing;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>
/// Makes a new bundle Secret of what a config editor sends, and has the registry name it. The bundle before stays, to go back to.
/// </summary>
internal sealed class BundleEditor(ClusterSession session, RegistryKey key, EffectiveComponents components, ReleaseMinor minor)
{
    private const int MostAttempts = 3;

    private readonly ObjectKey _object = new(ResourceKind.QuayRegistry, key.Namespace, key.Name);

    public async Task<RegistryWriteOutcome> WriteAsync(Reconfigure reconfigure)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await TryWriteAsync(reconfigure);
            // Somebody, the reconciler most likely, wrote between reading and writing.
            if (outcome is not RegistryWriteOutcome.Changed || attempt == MostAttempts) return outcome;
        }
    }

    private async Task<RegistryWriteOutcome> TryWriteAsync(Reconfigure reconfigure)
    {
        var read = await session.Api.ObserveAsync(_object, session.Ended);
        if (!read.Succeeded(out var observed, out var unread)) return unread is KubernetesError.NotFound ? new RegistryWriteOutcome.Missing() : NotWritten(unread);
        var registry = ((QuayRegistryFacts)BundleCreation.Named(observed).Facts!).Registry;
        var before = registry.ConfigBundleSecret!;
        var found = await session.Api.GetAsync(new ObjectKey(ResourceKind.Secret, key.Namespace, before), session.Ended);
        if (!found.Succeeded(out var secret, out var missing))
            return missing is KubernetesError.NotFound ? Invalid($"the bundle there is, Secret {before}, is not there: create it, or have the registry name another") : NotWritten(missing);

        switch (Reconfiguration.Of(PassReadings.Bundle(before, secret), components, minor, JsonNode.Parse(reconfigure.Config)!.AsObject(), reconfigure.Certificates))
        {
            case ReconfigurationOutcome.Refused refused:
                return Invalid([.. refused.Faults]);
            case ReconfigurationOutcome.Made { SaysTheSame: true }:
                return new RegistryWriteOutcome.Written([], observed.Uid, observed.ResourceVersion, []);
            case ReconfigurationOutcome.Made made:
                return await NameAsync(registry, BundleCreation.Edited(registry, made.Files, RandomNumberGenerator.GetBytes(8)));
            default:
                throw new InvalidOperationException("A configuration is made or refused.");
        }
    }

    private async Task<RegistryWriteOutcome> NameAsync(QuayRegistry registry, JsonObject bundle)
    {
        var created = await session.Api.CreateAsync(bundle, session.Ended);
        if (!created.Succeeded(out var made, out var refused)) return NotWritten(refused);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = registry.Uid, ["resourceVersion"] = registry.ResourceVersion },
            ["spec"] = new JsonObject { ["configBundleSecret"] = made.Key.Name },
        };
        var named = await session.Api.MergePatchAsync(_object, patch, session.Ended, RegistryEditor.FieldManager);
        if (named.Succeeded(out var stored, out var error))
            return new RegistryWriteOutcome.Written(
                [new FieldChange("spec.configBundleSecret", JsonValue.Create(registry.ConfigBundleSecret)!.ToJsonString(), JsonValue.Create(made.Key.Name)!.ToJsonString())],
                stored.Uid, stored.ResourceVersion, []);
        // Nobody will ever name it.
        await session.Api.DeleteAsync(made.Key, new DeleteOptions(made.Uid), session.Ended);
        return error is KubernetesError.Conflict ? new RegistryWriteOutcome.Changed(registry.Uid, registry.ResourceVersion) : NotWritten(error);
    }

    private static RegistryWriteOutcome.Invalid Invalid(params IEnumerable<string> faults) => new([.. faults.Select(fault => new ManifestFault("#", fault))]);

    private RegistryWriteOutcome.NotWritten NotWritten(KubernetesError error) => new($"{key}: {error.Message}");
}
