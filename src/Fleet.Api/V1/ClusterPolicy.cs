namespace Fleet.Api.V1;

/// <summary>How the fleet treats the registries of a cluster.</summary>
/// <param name="Images">Images in place of those that releases name, by component: <c>quay</c>, <c>clair</c>, <c>postgres</c>, <c>redis</c> and so on.</param>
/// <param name="KeepSpec">Defaults are not written into <c>spec</c> of a QuayRegistry.</param>
/// <param name="ReconfigureUrl">The fleet's address as pods of the cluster reach it; with it, config editors may change bundles. Absent: they may not.</param>
/// <param name="Namespaces">The only namespaces that are looked at; absent or empty for all.</param>
/// <param name="NodeSelector">Where pods of registries' namespaces go, such as <c>node-role.kubernetes.io/infra=</c>; absent for anywhere.</param>
/// <param name="Tolerations">Taints that these pods tolerate, as <c>KEY:EFFECT</c> or <c>KEY=VALUE:EFFECT</c>.</param>
/// <param name="Fips">Quay is told to use FIPS-approved algorithms only.</param>
/// <param name="HttpProxy">What Quay, its mirror and Clair call others through, from 3.7; absent: as an in-cluster operator was told, or directly.</param>
/// <param name="HttpsProxy">The same for HTTPS.</param>
/// <param name="NoProxy">Whom they call directly, with commas between.</param>
public sealed record ClusterPolicy(
    IReadOnlyDictionary<string, string>? Images = null,
    bool KeepSpec = false,
    string? ReconfigureUrl = null,
    IReadOnlyList<string>? Namespaces = null,
    bool Fips = false,
    string? NodeSelector = null,
    IReadOnlyList<string>? Tolerations = null,
    string? HttpProxy = null,
    string? HttpsProxy = null,
    string? NoProxy = null);

/// <summary>Whether a cluster has what registries need.</summary>
/// <param name="Ready">No check failed.</param>
public sealed record ClusterPreflight(string Cluster, bool Ready, IReadOnlyList<PreflightCheck> Checks);

/// <param name="Name"><c>version</c>, <c>apis</c>, <c>rights</c>, <c>capacity</c> or <c>storage</c>; <c>fips</c> on OpenShift.</param>
/// <param name="Result"><c>passed</c>, <c>limited</c> (something has to be set otherwise than by default), <c>failed</c> or <c>unknown</c>.</param>
/// <param name="Message">With the remedy where there is something to do.</param>
public sealed record PreflightCheck(string Name, string Result, string Message);
