namespace Fleet.Api.V1;

/// <summary>Totals of the whole fleet. What is not live counts as unknown, whatever was last seen.</summary>
/// <param name="Stopped">Who stopped all writing to clusters; null while the fleet writes.</param>
public sealed record FleetOverview(ClusterTotals Clusters, RegistryTotals Registries, FleetStop? Stopped = null);

/// <summary>Clusters by how much of them can be trusted, and by what they wait for.</summary>
public sealed record ClusterTotals(int Total, FreshnessCounts ByFreshness, IReadOnlyDictionary<string, int> ByBlocker);

/// <summary>Registries; <c>available + unavailable + unknown = total</c>.</summary>
/// <param name="ByVersion">By current version; <c>none</c> for those that never completed a migration.</param>
/// <param name="ByBlocker">How many registries wait for each code; one registry may wait for several.</param>
/// <param name="ByMinor">By the minor of the current version, such as <c>3.7</c>; <c>none</c> for those without one.</param>
/// <param name="ByComponent">By component, as in <c>spec.components</c>.</param>
/// <param name="ByCluster">By cluster; one without registries is there too.</param>
/// <param name="ByMode">By the mode of their cluster; <c>unknown</c> while it has not been heard of.</param>
/// <param name="ByLabel">By the value of the cluster label that <c>by-label</c> names; <c>(none)</c> for those without it. Null when none was named.</param>
public sealed record RegistryTotals(
    int Total,
    int Available,
    int Unavailable,
    int Unknown,
    IReadOnlyDictionary<string, int> ByVersion,
    FreshnessCounts ByFreshness,
    IReadOnlyDictionary<string, int> ByBlocker,
    IReadOnlyDictionary<string, RegistryCounts> ByMinor,
    IReadOnlyDictionary<string, ComponentCounts> ByComponent,
    IReadOnlyDictionary<string, RegistryCounts> ByCluster,
    IReadOnlyDictionary<string, RegistryCounts> ByMode,
    IReadOnlyDictionary<string, RegistryCounts>? ByLabel);

/// <summary>Some registries; <c>available + unavailable + unknown = total</c>.</summary>
/// <param name="Unknown">Those that are not live, whatever was last seen.</param>
public sealed record RegistryCounts(int Total, int Available, int Unavailable, int Unknown);

/// <summary>A kind of component over all registries that have it.</summary>
/// <param name="Unmanaged">Somebody else provides it.</param>
/// <param name="Unknown">Those of registries that are not live, whatever was last seen.</param>
public sealed record ComponentCounts(int Ready, int NotReady, int Unmanaged, int Unknown);

public sealed record FreshnessCounts(int Live, int Stale, int Unreachable, int Unauthorised);
