using System.Collections.Immutable;
using Fleet.Domain.Status;
using Fleet.Grains.Index;

namespace Fleet.Gateway.Reading;

/// <summary>What a message of a shard makes of the picture.</summary>
internal abstract record FoldOutcome
{
    private FoldOutcome() { }

    /// <param name="Changes">What a reader of the picture before does not know yet.</param>
    public sealed record Folded(FleetPicture Picture, ImmutableArray<FleetChange> Changes) : FoldOutcome;

    /// <summary>Already part of the picture.</summary>
    public sealed record Known : FoldOutcome;

    /// <summary>Something before it was lost, or the shard started anew: only a snapshot helps.</summary>
    public sealed record Gap : FoldOutcome;
}

/// <summary>Folds the snapshots and deltas of shards into a picture of the fleet.</summary>
internal static class ShardFold
{
    /// <summary>Replaces what the picture holds of a shard.</summary>
    public static FoldOutcome.Folded Replace(FleetPicture picture, FleetSnapshot snapshot)
    {
        var changes = ImmutableArray.CreateBuilder<FleetChange>();
        var clusters = picture.Clusters.ToBuilder();

        var keptClusters = snapshot.Clusters.Select(cluster => cluster.Name).ToHashSet();
        var keptRegistries = snapshot.Registries.Select(registry => registry.Key).ToHashSet();
        var goneRegistries = picture.Registries.Keys.Where(key => FleetIndexShards.Of(key.Cluster) == snapshot.Shard && !keptRegistries.Contains(key)).ToList();
        changes.AddRange(goneRegistries.Select(gone => new FleetChange.Registry(gone)));
        foreach (var gone in picture.Clusters.Keys.Where(name => FleetIndexShards.Of(name) == snapshot.Shard && !keptClusters.Contains(name)))
        {
            clusters.Remove(gone);
            changes.Add(new FleetChange.Cluster(gone));
        }
        foreach (var cluster in snapshot.Clusters) Put(clusters, cluster, changes);
        // Whether two summaries differ is not worth comparing them here: a reader who is told too often only looks again.
        changes.AddRange(snapshot.Registries.Select(registry => new FleetChange.Registry(registry.Key)));
        return new FoldOutcome.Folded(
            new FleetPicture(
                clusters.ToImmutable(),
                picture.Registries.With(goneRegistries, snapshot.Registries),
                picture.Positions.SetItem(snapshot.Shard, new ShardPosition(snapshot.Epoch, snapshot.Version))),
            changes.ToImmutable());
    }

    public static FoldOutcome Apply(FleetPicture picture, FleetDelta delta)
    {
        if (picture.Positions[delta.Shard] is not { } position || position.Epoch < delta.Epoch) return new FoldOutcome.Gap();
        // From before the snapshot, or from an activation the shard has left behind.
        if (delta.Epoch < position.Epoch || delta.Version <= position.Version) return new FoldOutcome.Known();
        if (delta.Version > position.Version + 1) return new FoldOutcome.Gap();

        var changes = ImmutableArray.CreateBuilder<FleetChange>();
        var (clusters, registries) = (picture.Clusters, picture.Registries);
        if (delta.Cluster is { } cluster)
        {
            var known = clusters.GetValueOrDefault(cluster.Name);
            if (!IsSignOfLife(known, cluster)) changes.Add(new FleetChange.Cluster(cluster.Name));
            clusters = clusters.SetItem(cluster.Name, Joined(known, cluster));
        }
        if (delta.Registry is { } registry)
        {
            changes.Add(new FleetChange.Registry(registry.Key));
            registries = registries.Set(registry);
        }
        if (delta.RemovedCluster is { } removedCluster && clusters.ContainsKey(removedCluster))
        {
            changes.Add(new FleetChange.Cluster(removedCluster));
            clusters = clusters.Remove(removedCluster);
        }
        if (delta.RemovedRegistry is { } removedRegistry && registries.ContainsKey(removedRegistry))
        {
            changes.Add(new FleetChange.Registry(removedRegistry));
            registries = registries.Remove(removedRegistry);
        }
        return new FoldOutcome.Folded(
            new FleetPicture(clusters, registries, picture.Positions.SetItem(delta.Shard, new ShardPosition(delta.Epoch, delta.Version))),
            changes.ToImmutable());
    }

    private static void Put(
        ImmutableSortedDictionary<Fleet.Domain.Clusters.ClusterName, ClusterSummary>.Builder clusters,
        ClusterSummary cluster,
        ImmutableArray<FleetChange>.Builder changes)
    {
        var known = clusters.GetValueOrDefault(cluster.Name);
        if (!IsSignOfLife(known, cluster)) changes.Add(new FleetChange.Cluster(cluster.Name));
        clusters[cluster.Name] = Joined(known, cluster);
    }

    private static bool IsSignOfLife(ClusterSummary? known, ClusterSummary cluster) => known is not null && SignOfLife.IsAllThatDiffers(known, cluster);

    /// <summary>What a sign of life repeats stays the very same, by which readers of the cluster's registries see that nothing changed.</summary>
    private static ClusterSummary Joined(ClusterSummary? known, ClusterSummary cluster) =>
        IsSignOfLife(known, cluster) ? known! with { LastSignOfLife = cluster.LastSignOfLife } : cluster;
}
