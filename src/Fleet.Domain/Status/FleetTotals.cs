using System.Collections.Immutable;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Status;

/// <summary>The fleet in numbers. Unknown is never green: a registry that is not live counts as unknown, whatever was last seen.</summary>
/// <param name="Available">Live and available.</param>
/// <param name="Unavailable">Live and not available.</param>
/// <param name="Unknown">Not live.</param>
/// <param name="ByVersion">Registries by current version, in the order of versions; <see cref="NoVersion"/> for those without one.</param>
/// <param name="ByBlocker">Registries by blocker code; one that waits for several counts in each.</param>
/// <param name="ClustersByBlocker">The same of clusters.</param>
public sealed record FleetTotals(
    int Clusters,
    int Registries,
    int Available,
    int Unavailable,
    int Unknown,
    ImmutableSortedDictionary<string, int> ByVersion,
    ImmutableDictionary<Freshness, int> ByFreshness,
    ImmutableSortedDictionary<string, int> ByBlocker,
    ImmutableDictionary<Freshness, int> ClustersByFreshness,
    ImmutableSortedDictionary<string, int> ClustersByBlocker)
{
    /// <summary>The version of a registry that never completed a migration.</summary>
    public const string NoVersion = "none";

    public static FleetTotals Of(IReadOnlyCollection<ClusterReading> clusters, IReadOnlyCollection<RegistryReading> registries)
    {
        var (total, available, unavailable, unknown) = RegistryCount.Of(registries);
        return new FleetTotals(
            clusters.Count,
            total,
            available,
            unavailable,
            unknown,
            Count(registries.Select(registry => registry.Summary.CurrentVersion ?? NoVersion), VersionOrder.Instance),
            Count(registries.Select(registry => registry.Freshness)),
            Count(registries.SelectMany(registry => Codes(registry.Blockers))),
            Count(clusters.Select(cluster => cluster.Freshness)),
            Count(clusters.SelectMany(cluster => Codes(cluster.Blockers))));
    }

    private static IEnumerable<string> Codes(ImmutableArray<Blocker> blockers) => blockers.IsEmpty ? [] : blockers.Select(blocker => blocker.Code).Distinct();

    private static ImmutableSortedDictionary<string, int> Count(IEnumerable<string> values, IComparer<string>? order = null) =>
        values.CountBy(value => value).ToImmutableSortedDictionary(order ?? StringComparer.Ordinal);

    private static ImmutableDictionary<Freshness, int> Count(IEnumerable<Freshness> values) =>
        values.CountBy(value => value).ToImmutableDictionary();
}
