using System.Collections.Concurrent;
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
internal sealed class RolloutNewcomers(IGrainFactory grains, TimeProvider time, Func<RegistryKey, bool> isMember, Action changed) : IFleetObserver
{
    /// <summary>Shorter than a subscription lasts.</summary>
    private static readonly TimeSpan Renewal = FleetIndexShards.SubscriptionLease / 2;

    private readonly ConcurrentDictionary<RegistryKey, Look> _known = new();
    private IFleetObserver? _self;
    private DateTimeOffset _readAt;
    private volatile bool _isStale = true;

    /// <summary>Something has changed that a plan looks at, or the subscription has to be renewed.</summary>
    public bool IsDue => _isStale || time.GetUtcNow() >= _readAt + Renewal;

    /// <summary>The fleet as a plan sees it.</summary>
    public async Task<IReadOnlyCollection<Candidate>> ReadAsync()
    {
        _self ??= grains.CreateObjectReference<IFleetObserver>(this);
        (_isStale, _readAt) = (false, time.GetUtcNow());
        var shards = await Task.WhenAll(Enumerable.Range(0, FleetIndexShards.Count).Select(shard => grains.GetGrain<IFleetIndexGrain>(shard).Subscribe(_self)));
        var clusters = shards.SelectMany(shard => shard.Clusters).ToDictionary(cluster => cluster.Name);
        var registries = shards.SelectMany(shard => shard.Registries).ToList();
        foreach (var registry in registries) _known[registry.Key] = Look.At(registry);
        return [.. registries.Where(registry => clusters.ContainsKey(registry.Key.Cluster)).Select(registry => Candidate.Of(registry, clusters[registry.Key.Cluster]))];
    }

    /// <summary>Called outside the grain's turns.</summary>
    public Task OnDelta(FleetDelta delta)
    {
        if (delta.Registry is not { } registry || isMember(registry.Key)) return Task.CompletedTask;
        var look = Look.At(registry);
        if (_known.TryGetValue(registry.Key, out var known) && known.IsLike(look)) return Task.CompletedTask;
        _known[registry.Key] = look;
        _isStale = true;
        changed();
        return Task.CompletedTask;
    }

    public void Leave()
    {
        if (_self is not null) grains.DeleteObjectReference<IFleetObserver>(_self);
        _self = null;
    }

    /// <summary>What a plan looks at.</summary>
    private sealed record Look(string Uid, string? Version, ImmutableSortedDictionary<string, string> Labels)
    {
        public static Look At(RegistrySummary registry) => new(registry.Uid, registry.CurrentVersion, registry.Labels);

        public bool IsLike(Look other) => Uid == other.Uid && Version == other.Version && Labels.SequenceEqual(other.Labels);
    }
}
