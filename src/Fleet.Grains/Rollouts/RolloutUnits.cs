using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Grains.Registries;

namespace Fleet.Grains.Rollouts;

/// <summary>What a rollout knows of its units: told by those it claimed, asked of the others when their turn comes.</summary>
internal sealed class RolloutUnits(string rollout, IGrainFactory grains, TimeProvider time)
{
    /// <summary>How long a cluster counts as live without being asked; what its registries tell counts as a sign of life.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(10);

    private const int AskedAtOnce = 64;

    private readonly Dictionary<RegistryKey, RegistrySummary?> _seen = [];
    private readonly Dictionary<RegistryKey, string> _held = [];
    private readonly Dictionary<ClusterName, (bool Live, bool Gone, DateTimeOffset At)> _clusters = [];

    public void Take(RegistrySummary summary)
    {
        _seen[summary.Key] = summary;
        _clusters[summary.Key.Cluster] = (true, false, time.GetUtcNow());
    }

    /// <summary>Reads these registries, and whether their clusters are live.</summary>
    public async Task AskAsync(IReadOnlyCollection<RegistryKey> units)
    {
        // First: what a cluster that was live then does not know of is not there.
        await AskClustersAsync(units);
        foreach (var chunk in units.Chunk(AskedAtOnce))
        {
            var answers = await Task.WhenAll(chunk.Select(async key => (key, Summary: await grains.GetGrain<IRegistryGrain>(key.ToString()).Describe())));
            foreach (var (key, summary) in answers)
            {
                _seen[key] = summary;
                await AskHolderAsync(key, summary?.Upgrade?.Claim);
            }
        }
    }

    /// <summary>What is known of these registries may be old by the time it matters: they are asked again.</summary>
    public void Forget(IEnumerable<RegistryKey> units)
    {
        foreach (var unit in units) _seen.Remove(unit);
    }

    /// <summary>What other rollouts held may be free: it is asked again.</summary>
    public void ForgetHolders()
    {
        Forget(_held.Keys);
        _held.Clear();
    }

    /// <summary>It is told otherwise than it was when it was asked last: it is asked again.</summary>
    public void Forget(ClusterName cluster) => _clusters.Remove(cluster);

    /// <summary>The name of another rollout that holds a registry of a unit, as of when it was asked for; null for none.</summary>
    public string? HeldBy(PlannedUnit unit) => _held.Count == 0 ? null : unit.Members.Select(member => _held.GetValueOrDefault(member.Key)).FirstOrDefault(holder => holder is not null);

    /// <summary>Asks again of clusters that have not been heard of for a while.</summary>
    public async Task AskClustersAsync(IEnumerable<RegistryKey> units)
    {
        var now = time.GetUtcNow();
        var quiet = units.Select(unit => unit.Cluster).Distinct().Where(cluster => !_clusters.TryGetValue(cluster, out var known) || now - known.At > Believed).ToList();
        foreach (var chunk in quiet.Chunk(AskedAtOnce))
        {
            var answers = await Task.WhenAll(chunk.Select(async cluster => (cluster, Summary: await grains.GetGrain<IClusterGrain>(cluster.ToString()).Describe())));
            foreach (var (cluster, summary) in answers)
                _clusters[cluster] = (summary is not null && ClusterReading.FreshnessOf(summary, time.GetUtcNow()) == Freshness.Live, summary is null, now);
        }
    }

    private async Task AskHolderAsync(RegistryKey unit, string? claim)
    {
        var holder = claim?.Split('/')[0];
        if (string.IsNullOrEmpty(holder) || holder == rollout || !await grains.GetGrain<IRolloutGrain>(holder).Holds(unit))
        {
            _held.Remove(unit);
            return;
        }
        _held[unit] = holder;
        await grains.GetGrain<IRolloutGrain>(holder).Follow(rollout, unit);
    }

    /// <summary>A unit; null when nothing of it is there any more.</summary>
    public UnitObservation? Observe(RolloutPlan plan, UnitState unit) => UnitObservation.Of(unit.Unit, member => Observe(member.Key), RolloutSteps.TargetOf(plan, unit));

    /// <summary>Null when there is no such registry: its cluster is live and does not have it, or is not the fleet's any more.</summary>
    public UnitObservation? Observe(RegistryKey unit)
    {
        if (!_seen.TryGetValue(unit, out var summary)) return UnitObservation.NotAsked;
        var live = _clusters.TryGetValue(unit.Cluster, out var cluster) && cluster.Live;
        if (cluster.Gone) return null;
        if (summary is null) return live ? null : UnitObservation.NotAsked with { IsKnown = true };
        return new UnitObservation(
            summary.Uid,
            live,
            summary.TargetVersion,
            summary.Upgrade?.Claim,
            summary.Upgrade is { OnTarget: true },
            summary.Available && summary.Components.All(component => component.Ready || !component.Managed),
            summary.Blockers.FirstOrDefault() is { } first ? $"{first.Code}: {first.Message}" : "",
            Attempt: RolloutSteps.AttemptIn(rollout, summary.Upgrade?.Carried),
            Hold: summary.Hold);
    }
}
