using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Grains.Index;

namespace Fleet.Grains.Rollouts;

/// <summary>Looks out for clusters to be live again, for units that are queued until then, and for registries that may be written to again. The index tells of them.</summary>
/// <param name="self">The rollout as the index tells it.</param>
internal sealed class RolloutReturns(IGrainFactory grains, IFleetObserver self, TimeProvider time)
{
    /// <summary>Shorter than a subscription lasts.</summary>
    private static readonly TimeSpan Renewal = FleetIndexShards.SubscriptionLease / 2;

    private readonly Dictionary<int, DateTimeOffset> _listening = [];
    private HashSet<ClusterName> _awaited = [];
    private HashSet<RegistryKey> _held = [];

    /// <param name="held">Registries that nobody may write to.</param>
    /// <returns>Those that have come back before anybody listened.</returns>
    public async Task<(IReadOnlyCollection<ClusterName> Clusters, IReadOnlyCollection<RegistryKey> Registries)> AwaitAsync(IEnumerable<ClusterName> clusters, IEnumerable<RegistryKey> held)
    {
        (_awaited, _held) = ([.. clusters], [.. held]);
        var now = time.GetUtcNow();
        var (back, free) = (new List<ClusterName>(), new List<RegistryKey>());
        foreach (var shard in _awaited.Concat(_held.Select(registry => registry.Cluster)).Select(FleetIndexShards.Of).Distinct().Where(shard => !_listening.TryGetValue(shard, out var since) || now - since >= Renewal).ToList())
        {
            _listening[shard] = now;
            var snapshot = await grains.GetGrain<IFleetIndexGrain>(shard).Subscribe(self);
            back.AddRange(snapshot.Clusters.Where(IsBack).Select(cluster => cluster.Name));
            free.AddRange(snapshot.Registries.Where(IsFree).Select(registry => registry.Key));
        }
        return (back, free);
    }

    /// <summary>Whether somebody waits for this cluster, and it is live.</summary>
    public bool IsBack(ClusterSummary cluster) => _awaited.Contains(cluster.Name) && ClusterReading.FreshnessOf(cluster, time.GetUtcNow()) == Freshness.Live;

    /// <summary>Whether somebody waits for this registry, and it may be written to.</summary>
    public bool IsFree(RegistrySummary registry) => _held.Contains(registry.Key) && registry.Hold is null;

    /// <summary>Nothing is told any more.</summary>
    public async Task LeaveAsync()
    {
        await Task.WhenAll(_listening.Keys.Select(shard => grains.GetGrain<IFleetIndexGrain>(shard).Unsubscribe(self)));
        _listening.Clear();
        _awaited.Clear();
        _held.Clear();
    }
}
