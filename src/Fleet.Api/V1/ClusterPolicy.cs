namespace Fleet.Api.V1;

/// <summary>How the fleet treats the registries of a cluster.</summary>
/// <param name="Images">Images in place of those that releases name, by component: <c>quay</c>, <c>clair</c>, <c>postgres</c>, <c>redis</c> and so on.</param>
/// <param name="KeepSpec">Defaults are not written into <c>spec</c> of a QuayRegistry.</param>
/// <param name="ReconfigureUrl">The fleet's address as pods of the cluster reach it; with it, config editors may change bundles. Absent: they may not.</param>
/// <param name="Namespaces">The only namespaces that are looked at; absent or empty for all.</param>
/// <param name="Fips">Quay is told to use FIPS-approved algorithms only.</param>
public sealed record ClusterPolicy(
    IReadOnlyDictionary<string, string>? Images = null,
    bool KeepSpec = false,
    string? ReconfigureUrl = null,
    IReadOnlyList<string>? Namespaces = null,
    bool Fips = false);
