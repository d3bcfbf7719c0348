using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Reading;

/// <summary>
/// Notices when the freshness of a cluster is no longer what watchers were told. Silence is no message, so somebody has to look; freshness
/// itself stays computed at each read.
/// </summary>
internal sealed class FreshnessLookout
{
    private ImmutableDictionary<ClusterName, Freshness> _told = ImmutableDictionary<ClusterName, Freshness>.Empty;

    /// <summary>The clusters whose freshness changed since the last look, and all their registries.</summary>
    public ImmutableArray<FleetChange> Look(FleetPicture picture, DateTimeOffset now)
    {
        var current = picture.Clusters.Values.ToImmutableDictionary(cluster => cluster.Name, cluster => ClusterReading.FreshnessOf(cluster, now));
        var changed = current.Where(entry => !_told.TryGetValue(entry.Key, out var told) || told != entry.Value).Select(entry => entry.Key)
            .Concat(_told.Keys.Where(name => !current.ContainsKey(name)))
            .ToHashSet();
        _told = current;
        return changed.Count == 0
            ? []
            :
            [
                .. changed.Select(name => new FleetChange.Cluster(name)),
                .. picture.Registries.Keys.Where(key => changed.Contains(key.Cluster)).Select(key => new FleetChange.Registry(key)),
            ];
    }
}
