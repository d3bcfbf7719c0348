using System.Collections.Immutable;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Clusters;

/// <summary>How the fleet treats the registries of a cluster.</summary>
/// <param name="Images">In place of those that releases name; members that are null are left to the release.</param>
/// <param name="KeepSpec">
/// Defaults are not written into <c>spec</c>, for clusters whose registries are declared by a GitOps tool: the completed components, and the name of a
/// bundle that the fleet made, are known to the fleet alone.
/// </param>
/// <param name="ReconfigureUrl">
/// The fleet's address as pods of the cluster reach it, given to the config editors of its registries, which may then change their bundle; null, the
/// default, lets them change nothing.
/// </param>
/// <param name="Namespaces">The only namespaces the fleet looks at, sorted; empty for all.</param>
/// <param name="Fips">Quay is told to use FIPS-approved algorithms only, unless the bundle says otherwise.</param>
public sealed record ClusterPolicy(
    ReleaseImages Images,
    bool KeepSpec,
    string? ReconfigureUrl,
    ImmutableArray<string> Namespaces,
    bool Fips)
{
    public static ClusterPolicy None { get; } = new(new ReleaseImages(), false, null, [], false);

    /// <summary>What is wrong with it, by field; each with the remedy.</summary>
    public IEnumerable<(string Field, string Problem)> Faults()
    {
        if (ReconfigureUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" } && uri.Host.Length > 0))
            yield return ("reconfigureUrl", $"'{url}' is no address that pods can reach: write http:// or https://, a host and perhaps a path, without user, password, query or fragment");
        foreach (var ns in Namespaces.Where(ns => !DnsNames.IsLabel(ns)))
            yield return ("namespaces", $"'{ns}' is no namespace: use up to 63 lower-case letters, digits and '-'");
    }

    public bool Equals(ClusterPolicy? other) =>
        other is not null && (Images, KeepSpec, ReconfigureUrl, Fips) == (other.Images, other.KeepSpec, other.ReconfigureUrl, other.Fips) && Namespaces.SequenceEqual(other.Namespaces);

    public override int GetHashCode() => HashCode.Combine(Images, KeepSpec, ReconfigureUrl, Namespaces.Length, Fips);
}
