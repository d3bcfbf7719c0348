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

    /// <summary>
    /// The clusters that a message made fresh, or less so. Between two looks nobody else would notice, and who began to watch in between
    /// was shown what no longer holds.
    /// </summary>
    /// <param name="told">Those the message tells of.</param>
    public static IEnumerable<FleetChange> TurnedBy(FleetPicture before, FleetPicture after, IEnumerable<ClusterName> told, DateTimeOffset now) =>
        About(
            after,
            [
                .. told.Where(name => before.Clusters.TryGetValue(name, out var known) && after.Clusters.TryGetValue(name, out var cluster)
                    && ClusterReading.FreshnessOf(known, now) != ClusterReading.FreshnessOf(cluster, now)),
            ]);

    /// <summary>The clusters that time alone made less fresh between two moments, and all their registries.</summary>
    public static IEnumerable<FleetChange> TurnedSince(FleetPicture picture, DateTimeOffset then, DateTimeOffset now) => About(
        picture,
        [.. picture.Clusters.Values.Where(cluster => ClusterReading.FreshnessOf(cluster, then) != ClusterReading.FreshnessOf(cluster, now)).Select(cluster => cluster.Name)]);

    /// <summary>The clusters whose freshness changed since the last look, and all their registries.</summary>
    public ImmutableArray<FleetChange> Look(FleetPicture picture, DateTimeOffset now)
    {
        var current = picture.Clusters.Values.ToImmutableDictionary(cluster => cluster.Name, cluster => ClusterReading.FreshnessOf(cluster, now));
        var changed = current.Where(entry => !_told.TryGetValue(entry.Key, out var told) || told != entry.Value).Select(entry => entry.Key)
            .Concat(_told.Keys.Where(name => !current.ContainsKey(name)))
            .ToHashSet();
        _told = current;
        return [.. About(picture, changed)];
    }

    private static IEnumerable<FleetChange> About(FleetPicture picture, HashSet<ClusterName> clusters) => clusters.Count == 0
        ? []
        :
        [
            .. clusters.Select(name => new FleetChange.Cluster(name)),
            .. picture.Registries.Keys.Where(key => clusters.Contains(key.Cluster)).Select(key => new FleetChange.Registry(key)),
        ];
}
