using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Clusters;

/// <summary>What a fleet leaves behind on a cluster that it stops managing: no Lease, and no finalizer that nobody would clear.</summary>
internal static class ClusterFarewell
{
    /// <summary>Whoever removes a cluster waits for this, and often removes it because it no longer answers.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <param name="giveBack">What the cluster serves, when what the fleet owns is to be the in-cluster operator's; else null.</param>
    /// <param name="namespaces">The only ones to look at; empty for all.</param>
    public static async Task<Farewell> SayAsync(
        ClusterSession session, FinalizerPolicy finalizers, string fleetId, ImmutableArray<string> namespaces, ClusterFeatures? giveBack = null)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var released = 0;
        ClusterGiveBack? handing = null;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
        limited.CancelAfter(Longest);
        try
        {
            if (giveBack is not null && await FindOtherFleetAsync(session, fleetId, limited.Token) is { } other)
            {
                problems.Add($"Nothing was given back: {other}.");
            }
            else if (giveBack is not null)
            {
                handing = new ClusterGiveBack(session, giveBack, namespaces, limited.Token);
                problems.AddRange(await handing.RunAsync());
            }
            if (finalizers == FinalizerPolicy.Release) released = await ReleaseAsync(session, namespaces, problems, limited.Token);
            await GiveUpLeaseAsync(session, fleetId, problems, limited.Token);
        }
        catch (OperationCanceledException)
        {
            if (handing is not null) problems.Add($"Not everything was given back within {Longest.TotalSeconds:0} s: repeat the change, it goes on where it ended.");
            problems.Add($"The cluster did not answer in time: the Lease {ClusterKinds.Lease} and finalizers {QuayRegistry.Finalizer} may be left on it, to be removed by hand.");
        }
        return new Farewell(released, problems.ToImmutable(), handing?.HandedOver ?? 0);
    }

    private static async Task<string?> FindOtherFleetAsync(ClusterSession session, string fleetId, CancellationToken cancellationToken)
    {
        var found = await session.Api.GetAsync(ClusterKinds.Lease, cancellationToken);
        if (found.Succeeded(out var lease, out var error)) return LeaseHolder.Read(lease).FleetId is { } holder && holder != fleetId ? $"another fleet ({holder}) manages this cluster" : null;
        return error is KubernetesError.NotFound ? null : $"who holds the Lease {ClusterKinds.Lease} could not be read ({error.Message})";
    }

    private static async Task<int> ReleaseAsync(ClusterSession session, ImmutableArray<string> namespaces, ImmutableArray<string>.Builder problems, CancellationToken cancellationToken)
    {
        var listed = await session.Api.ListInAsync(ResourceKind.QuayRegistry, namespaces, null, cancellationToken);
        if (!listed.Succeeded(out var registries, out var error))
        {
            problems.Add($"The registries could not be listed ({error.Message}): their finalizer {QuayRegistry.Finalizer} stays, and has to be taken off before they can be deleted.");
            return 0;
        }
        var released = 0;
        foreach (var registry in registries)
        {
            if (registry["metadata"]?["finalizers"] is not JsonArray all || !all.Any(IsOurs)) continue;
            var key = new ObjectKey(
                ResourceKind.QuayRegistry, registry["metadata"]!["namespace"]!.GetValue<string>(), registry["metadata"]!["name"]!.GetValue<string>());
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["finalizers"] = new JsonArray([.. all.Where(finalizer => !IsOurs(finalizer)).Select(finalizer => finalizer!.DeepClone())]),
                    ["resourceVersion"] = registry["metadata"]!["resourceVersion"]!.DeepClone(),
                },
            };
            if ((await session.Api.MergePatchAsync(key, patch, cancellationToken)).ErrorOrNull is { } failed)
                problems.Add($"{key} keeps its finalizer {QuayRegistry.Finalizer} ({failed.Message}): take it off before deleting the registry.");
            else
                released++;
        }
        return released;
    }

    private static async Task GiveUpLeaseAsync(
        ClusterSession session, string fleetId, ImmutableArray<string>.Builder problems, CancellationToken cancellationToken)
    {
        var found = await session.Api.GetAsync(ClusterKinds.Lease, cancellationToken);
        if (!found.Succeeded(out var lease, out _) || LeaseHolder.Read(lease).FleetId != fleetId) return;
        var version = lease["metadata"]?["resourceVersion"]?.GetValue<string>();
        var deleted = await session.Api.DeleteAsync(ClusterKinds.Lease, new DeleteOptions(ResourceVersion: version), cancellationToken);
        if (deleted.ErrorOrNull is { } error and not KubernetesError.NotFound)
            problems.Add($"The Lease {ClusterKinds.Lease} stays ({error.Message}): delete it before another fleet adds the cluster.");
    }

    private static bool IsOurs(JsonNode? finalizer) => finalizer is JsonValue value && value.TryGetValue<string>(out var text) && text == QuayRegistry.Finalizer;
}

/// <param name="Released">Registries whose finalizer was taken off.</param>
/// <param name="Problems">What could not be cleaned, each with what to do by hand.</param>
/// <param name="HandedOver">Objects that are the in-cluster operator's now.</param>
internal sealed record Farewell(int Released, ImmutableArray<string> Problems, int HandedOver = 0)
{
    public static Farewell None { get; } = new(0, []);
}
