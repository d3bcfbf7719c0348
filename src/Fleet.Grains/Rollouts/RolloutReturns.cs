using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Grains.Index;

namespace Fleet.Grains.Rollouts;

/// <summary>Looks out for clusters to be live again, for units that are queued until then. The index tells of them.</summary>
/// <param name="self">The rollout as the index tells it.</param>
internal sealed class RolloutReturns(IGrainFactory grains, IFleetObserver self, TimeProvider time)
{
    /// <summary>Shorter than a subscription lasts.</summary>
    private static readonly TimeSpan Renewal = FleetIndexShards.SubscriptionLease / 2;

    private readonly Dictionary<int, DateTimeOffset> _listening = [];
    private HashSet<ClusterName> _awaited = [];

    /// <returns>Those that have come back before anybody listened.</returns>
    public async Task<IReadOnlyCollection<ClusterName>> AwaitAsync(IEnumerable<ClusterName> clusters)
    {
        _awaited = [.. clusters];
        var now = time.GetUtcNow();
        var back = new List<ClusterName>();
        foreach (var shard in _awaited.Select(FleetIndexShards.Of).Distinct().Where(shard => !_listening.TryGetValue(shard, out var since) || now - since >= Renewal).ToList())
        {
            _listening[shard] = now;
            back.AddRange((await grains.GetGrain<IFleetIndexGrain>(shard).Subscribe(self)).Clusters.Where(IsBack).Select(cluster => cluster.Name));
        }
        return back;
    }

    /// <summary>Whether somebody waits for this cluster, and it is live.</summary>
    public bool IsBack(ClusterSummary cluster) => _awaited.Contains(cluster.Name) && ClusterReading.FreshnessOf(cluster, time.GetUtcNow()) == Freshness.Live;

    /// <summary>Nothing is told any more.</summary>
    public async Task LeaveAsync()
    {
        await Task.WhenAll(_listening.Keys.Select(shard => grains.GetGrain<IFleetIndexGrain>(shard).Unsubscribe(self)));
        _listening.Clear();
        _awaited.Clear();
    }
}
