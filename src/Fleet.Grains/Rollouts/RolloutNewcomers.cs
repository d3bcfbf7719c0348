using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Status;
using Fleet.Grains.Index;

namespace Fleet.Grains.Rollouts;

/// <summary>
/// Looks out for registries that come into the fleet, for a rollout that takes them up. The index tells of changes; one that gets lost is caught by
/// reading everything again with each renewal.
/// </summary>
/// <param name="self">The rollout as the index tells it.</param>
internal sealed class RolloutNewcomers(IGrainFactory grains, IFleetObserver self, TimeProvider time)
{
    /// <summary>Shorter than a subscription lasts.</summary>
    private static readonly TimeSpan Renewal = FleetIndexShards.SubscriptionLease / 2;

    private readonly Dictionary<RegistryKey, Look> _known = [];
    private DateTimeOffset _readAt;
    private bool _isStale = true;

    /// <summary>Something has changed that a plan looks at, or the subscription has to be renewed.</summary>
    public bool IsDue => _isStale || time.GetUtcNow() >= _readAt + Renewal;

    /// <summary>The fleet as a plan sees it.</summary>
    public async Task<IReadOnlyCollection<Candidate>> ReadAsync()
    {
        (_isStale, _readAt) = (false, time.GetUtcNow());
        var shards = await Task.WhenAll(Enumerable.Range(0, FleetIndexShards.Count).Select(shard => grains.GetGrain<IFleetIndexGrain>(shard).Subscribe(self)));
        var clusters = shards.SelectMany(shard => shard.Clusters).ToDictionary(cluster => cluster.Name);
        var registries = shards.SelectMany(shard => shard.Registries).ToList();
        _known.Clear();
        foreach (var registry in registries) _known[registry.Key] = Look.At(registry);
        return [.. registries.Where(registry => clusters.ContainsKey(registry.Key.Cluster)).Select(registry => Candidate.Of(registry, clusters[registry.Key.Cluster]))];
    }

    /// <summary>Whether a change of a registry that is none of the rollout's is one that a plan looks at.</summary>
    public bool Concerns(RegistrySummary registry)
    {
        var look = Look.At(registry);
        if (_known.TryGetValue(registry.Key, out var known) && known.IsLike(look)) return false;
        _known[registry.Key] = look;
        _isStale = true;
        return true;
    }

    /// <summary>Nothing is told any more.</summary>
    public Task LeaveAsync() => Task.WhenAll(Enumerable.Range(0, FleetIndexShards.Count).Select(shard => grains.GetGrain<IFleetIndexGrain>(shard).Unsubscribe(self)));

    /// <summary>What a plan looks at.</summary>
    private sealed record Look(string Uid, string? Version, ImmutableSortedDictionary<string, string> Labels)
    {
        public static Look At(RegistrySummary registry) => new(registry.Uid, registry.CurrentVersion, registry.Labels);

        public bool IsLike(Look other) => Uid == other.Uid && Version == other.Version && Labels.SequenceEqual(other.Labels);
    }
}
