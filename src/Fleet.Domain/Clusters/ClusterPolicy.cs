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
/// <param name="NodeSelector">Where pods of registries' namespaces go, as labels of nodes, such as <c>node-role.kubernetes.io/infra=</c>; null for anywhere.</param>
/// <param name="Tolerations">Taints that these pods tolerate, as <c>KEY:EFFECT</c> or <c>KEY=VALUE:EFFECT</c>.</param>
/// <param name="Fips">Quay is told to use FIPS-approved algorithms only, unless the bundle says otherwise.</param>
/// <param name="HttpProxy">What Quay, its mirror and Clair call others through [3.7+], in place of what an in-cluster operator was given; null for that.</param>
/// <param name="NoProxy">Whom they call without it, with commas between; the registry's own host is always among them.</param>
public sealed record ClusterPolicy(
    ReleaseImages Images,
    bool KeepSpec,
    string? ReconfigureUrl,
    ImmutableArray<string> Namespaces,
    bool Fips,
    string? NodeSelector = null,
    ImmutableArray<string> Tolerations = default,
    string? HttpProxy = null,
    string? HttpsProxy = null,
    string? NoProxy = null)
{
    public static ClusterPolicy None { get; } = new(new ReleaseImages(), false, null, [], false, null, []);

    /// <summary>Never default: a policy that was stored before there were any has none.</summary>
    public ImmutableArray<string> Tolerations { get; init; } = Tolerations.IsDefault ? [] : Tolerations;

    /// <summary>What is wrong with it, by field; each with the remedy.</summary>
    public IEnumerable<(string Field, string Problem)> Faults()
    {
        if (ReconfigureUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" } && uri.Host.Length > 0))
            yield return ("reconfigureUrl", $"'{url}' is no address that pods can reach: write http:// or https://, a host and perhaps a path, without user, password, query or fragment");
        foreach (var ns in Namespaces.Where(ns => !DnsNames.IsLabel(ns)))
            yield return ("namespaces", $"'{ns}' is no namespace: use up to 63 lower-case letters, digits and '-'");
        if (NodeSelector is { } selector && !NodePlacement.TryRead(selector, out _)) yield return ("nodeSelector", $"'{selector}' is no node selector: write NAME=VALUE, several with ',' between them");
        foreach (var toleration in Tolerations.Where(text => !Toleration.TryParse(text, out _)))
            yield return ("tolerations", $"'{toleration}' is no toleration: write KEY:EFFECT or KEY=VALUE:EFFECT with effect NoSchedule, PreferNoSchedule or NoExecute");
        foreach (var (field, proxy) in ((string, string?)[])[("httpProxy", HttpProxy), ("httpsProxy", HttpsProxy)])
            // Whoever may look at the cluster is shown its policy.
            if (proxy is not null && !(Uri.TryCreate(proxy, UriKind.Absolute, out var through) && through is { Scheme: "http" or "https", UserInfo: "" } && through.Host.Length > 0))
                yield return (field, $"{field} is no proxy: write http:// or https://, a host and perhaps a port, without user and password; a proxy that asks for these is set by overrides.env of quay, clair and mirror, from a Secret");
        if (NoProxy is { } none && none.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) yield return ("noProxy", $"'{none}' is no list of hosts: write HOST,.DOMAIN,CIDR without spaces");
    }

    public bool Equals(ClusterPolicy? other) =>
        other is not null && (Images, KeepSpec, ReconfigureUrl, Fips, NodeSelector) == (other.Images, other.KeepSpec, other.ReconfigureUrl, other.Fips, other.NodeSelector)
        && (HttpProxy, HttpsProxy, NoProxy) == (other.HttpProxy, other.HttpsProxy, other.NoProxy)
        && Namespaces.SequenceEqual(other.Namespaces) && Tolerations.SequenceEqual(other.Tolerations);

    public override int GetHashCode() => HashCode.Combine(Images, KeepSpec, ReconfigureUrl, Namespaces.Length, Fips);
}
