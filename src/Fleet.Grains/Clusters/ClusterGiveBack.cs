using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Hands everything the fleet owns of a cluster's registries to the in-cluster operator. Whatever was handed over stays so: cut short, it goes on
/// where it ended when it is asked for again.
/// </summary>
internal sealed class ClusterGiveBack(ClusterSession session, ClusterFeatures features, ImmutableArray<string> namespaces, CancellationToken cancellation)
{
    /// <summary>Patches at the same time.</summary>
    private const int MostAtOnce = 32;

    /// <summary>An object that others write to all the time is left after so many attempts, and reported.</summary>
    private const int MostAttempts = 3;

    private readonly ImmutableArray<string>.Builder _problems = ImmutableArray.CreateBuilder<string>();
    private int _handedOver;

    public int HandedOver => _handedOver;

    /// <returns>What could not be handed over, each with its reason.</returns>
    public async Task<ImmutableArray<string>> RunAsync()
    {
        // Each of them names its registry, a dashboard in another namespace included.
        IEnumerable<string?> spaces = namespaces.IsEmpty ? new string?[] { null } : namespaces;
        var kinds = WatchTargets.OfRegistries(features).Select(target => target.Kind).Append(ResourceKind.Secret);
        var found = await Task.WhenAll(kinds.SelectMany(kind => spaces.Select(ns => ListAsync(kind, ns, QuayRegistry.RegistryLabel))));
        await Parallel.ForEachAsync(
            found.SelectMany(objects => objects),
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellation },
            async (o, _) => await HandOverAsync(o.Key, o.Object));
        foreach (var (key, registry) in (await Task.WhenAll(spaces.Select(ns => ListAsync(ResourceKind.QuayRegistry, ns, null)))).SelectMany(registries => registries))
            if (HandOver.RegistryPatch(registry) is { } patch) Note(key, await session.Api.MergePatchAsync(key, patch, cancellation));
        return _problems.ToImmutable();
    }

    private async Task<IEnumerable<(ObjectKey Key, JsonObject Object)>> ListAsync(ResourceKind kind, string? ns, string? selector)
    {
        var listed = await session.Api.ListMetadataAsync(kind, ns, selector, cancellation);
        if (listed.Succeeded(out var objects, out var error)) return objects.Select(o => (KeyOf(kind, o), o));
        lock (_problems) _problems.Add($"Objects of kind {kind} could not be listed ({error.Message}), and stay the fleet's.");
        return [];
    }

    private async Task HandOverAsync(ObjectKey key, JsonObject? seen)
    {
        for (var attempt = 1; seen is not null && HandOver.Patch(seen, session.Api.Options.FieldManager) is { } patch; attempt++)
        {
            var patched = await session.Api.JsonPatchAsync(key, patch, cancellation);
            if (patched.ErrorOrNull is null or KubernetesError.NotFound || attempt == MostAttempts)
            {
                Note(key, patched);
                return;
            }
            // Written to meanwhile: as it is now.
            var again = await session.Api.ListMetadataAsync(key.Kind, key.Namespace, QuayRegistry.RegistryLabel, cancellation);
            seen = again.Succeeded(out var objects, out _) ? objects.FirstOrDefault(o => KeyOf(key.Kind, o) == key) : null;
        }
    }

    private void Note(ObjectKey key, KubernetesResult<ObservedObject> patched)
    {
        if (patched.ErrorOrNull is null) Interlocked.Increment(ref _handedOver);
        else if (patched.ErrorOrNull is { } error and not KubernetesError.NotFound)
            lock (_problems) _problems.Add($"{key} stays the fleet's ({error.Message}): repeat the change.");
    }

    private static ObjectKey KeyOf(ResourceKind kind, JsonObject o) => new(kind, (string?)o["metadata"]?["namespace"] ?? "", (string?)o["metadata"]?["name"] ?? "");
}
