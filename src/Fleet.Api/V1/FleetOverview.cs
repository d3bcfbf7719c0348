namespace Fleet.Api.V1;

/// <summary>Totals of the whole fleet. What is not live counts as unknown, whatever was last seen.</summary>
/// <param name="Stopped">Who stopped all writing to clusters; null while the fleet writes.</param>
public sealed record FleetOverview(ClusterTotals Clusters, RegistryTotals Registries, FleetStop? Stopped = null);

/// <summary>Clusters by how much of them can be trusted, and by what they wait for.</summary>
public sealed record ClusterTotals(int Total, FreshnessCounts ByFreshness, IReadOnlyDictionary<string, int> ByBlocker);

/// <summary>Registries; <c>available + unavailable + unknown = total</c>.</summary>
/// <param name="ByVersion">By current version; <c>none</c> for those that never completed a migration.</param>
/// <param name="ByBlocker">How many registries wait for each code; one registry may wait for several.</param>
public sealed record RegistryTotals(
    int Total,
    int Available,
    int Unavailable,
    int Unknown,
    IReadOnlyDictionary<string, int> ByVersion,
    FreshnessCounts ByFreshness,
    IReadOnlyDictionary<string, int> ByBlocker);

public sealed record FreshnessCounts(int Live, int Stale, int Unreachable, int Unauthorised);
