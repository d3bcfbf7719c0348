using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;

namespace Fleet.Grains.Index;

/// <summary>
/// A shard of the fleet's read model; keyed by shard number. Clusters are spread over the shards by name. Folds summaries and feeds gateways
/// by snapshot and numbered deltas.
/// </summary>
[Alias("Fleet.FleetIndex")]
public interface IFleetIndexGrain : IGrainWithIntegerKey
{
    Task ReportCluster(Numbered<ClusterSummary> report);

    Task ReportRegistry(Numbered<RegistrySummary> report);

    /// <param name="epoch">The reporting activation; an older one cannot remove what a newer one reported.</param>
    Task ForgetRegistry(RegistryKey registry, long epoch);

    /// <summary>Removes the cluster and all its registries.</summary>
    Task ForgetCluster(ClusterName cluster);

    /// <summary>Subscribes until <see cref="FleetIndexShards.SubscriptionLease"/> has passed; renewing keeps the numbering.</summary>
    Task<FleetSnapshot> Subscribe(IFleetObserver observer);

    /// <summary>Keeps a subscription and says how far the shard is; null when the subscription is unknown and has to be made anew.</summary>
    Task<ShardPosition?> Renew(IFleetObserver observer);

    Task Unsubscribe(IFleetObserver observer);
}

/// <summary>A gateway listening to a shard. Calls may be lost; a gap in the numbers tells.</summary>
public interface IFleetObserver : IGrainObserver
{
    [Orleans.Concurrency.OneWay]
    Task OnDelta(FleetDelta delta);
}

/// <summary>How far a shard, or a reader of it, is.</summary>
/// <param name="Epoch">The shard's activation; versions of different epochs do not compare.</param>
[GenerateSerializer, Immutable]
public readonly record struct ShardPosition([property: Id(0)] long Epoch, [property: Id(1)] long Version);

/// <summary>The whole of a shard.</summary>
/// <param name="Epoch">The shard's activation; versions of different epochs do not compare.</param>
[GenerateSerializer, Immutable]
public sealed record FleetSnapshot(
    [property: Id(0)] int Shard,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Version,
    [property: Id(3)] ImmutableArray<ClusterSummary> Clusters,
    [property: Id(4)] ImmutableArray<RegistrySummary> Registries);

/// <summary>What one version changed.</summary>
[GenerateSerializer, Immutable]
public sealed record FleetDelta(
    [property: Id(0)] int Shard,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Version,
    [property: Id(3)] ClusterSummary? Cluster,
    [property: Id(4)] RegistrySummary? Registry,
    [property: Id(5)] ClusterName? RemovedCluster,
    [property: Id(6)] RegistryKey? RemovedRegistry);
