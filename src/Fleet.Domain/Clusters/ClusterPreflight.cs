using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;
using Semver;

namespace Fleet.Domain.Clusters;

/// <summary>What came of a check.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PreflightResult>))]
public enum PreflightResult
{
    [JsonStringEnumMemberName("passed")] Passed,

    /// <summary>Registries run, with something set otherwise than by default.</summary>
    [JsonStringEnumMemberName("limited")] Limited,
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>It could not be found out.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,
}

/// <param name="Name">Stable: <c>version</c>, <c>apis</c>, <c>rights</c>, <c>capacity</c>, <c>storage</c>; <c>fips</c> on OpenShift.</param>
/// <param name="Message">With the remedy where there is something to do.</param>
public sealed record PreflightCheck(string Name, PreflightResult Result, string Message);

/// <summary>A node, as far as it matters whether Quay fits on it.</summary>
public sealed record NodeFacts(string Name, decimal Cpu, decimal Memory, bool Schedulable, ImmutableArray<Toleration> Taints, ImmutableDictionary<string, string> Labels)
{
    public static NodeFacts Read(JsonObject node) => new(
        (string?)node["metadata"]?["name"] ?? "",
        Amount(node, "cpu"),
        Amount(node, "memory"),
        node["spec"]?["unschedulable"] is not JsonValue cordoned || !cordoned.TryGetValue<bool>(out var closed) || !closed,
        [.. (node["spec"]?["taints"] as JsonArray ?? []).Select(taint => new Toleration((string?)taint?["key"] ?? "", (string?)taint?["value"] ?? "", (string?)taint?["effect"] ?? ""))],
        (node["metadata"]?["labels"] as JsonObject ?? []).ToImmutableDictionary(label => label.Key, label => label.Value?.ToString() ?? "", StringComparer.Ordinal));

    private static decimal Amount(JsonObject node, string resource) => node["status"]?["allocatable"]?[resource]?.ToString() is { } text ? Quantity.Parse(text) ?? 0 : 0;
}

/// <summary>What was found out about a cluster before registries run on it.</summary>
/// <param name="MissingRights">Null when they could not be asked for.</param>
/// <param name="Nodes">Null when they could not be listed.</param>
/// <param name="StorageClasses">Name, and whether it is the default; null when they could not be listed.</param>
/// <param name="Problems">Why something is null, for people.</param>
/// <param name="Fips">Its nodes run in FIPS mode; null where the cluster does not say.</param>
public sealed record PreflightFindings(
    ClusterFeatures? Features,
    ClusterPolicy Policy,
    ImmutableArray<string>? MissingRights,
    ImmutableArray<NodeFacts>? Nodes,
    ImmutableArray<(string Name, bool Default)>? StorageClasses,
    ImmutableArray<string> Problems,
    bool? Fips = null);

/// <summary>What registries need of a cluster, before the first is there.</summary>
public static class ClusterPreflight
{
    /// <summary>The oldest that has server-side apply.</summary>
    private static readonly SemVersion Oldest = new(1, 20, 0);

    private const decimal QuayCpu = 2m;
    private const decimal QuayMemory = 8m * 1024 * 1024 * 1024;

    public static ImmutableArray<PreflightCheck> Of(PreflightFindings found)
    {
        if (found.Features is not { } features)
            return [new PreflightCheck("version", PreflightResult.Unknown, $"the cluster was not reached yet{Because(found)}")];
        return [Version(features), Apis(features), Rights(found), Capacity(found), Storage(found), .. found.Fips is { } fips ? [Fips(fips, found.Policy)] : Array.Empty<PreflightCheck>()];
    }

    private static PreflightCheck Version(ClusterFeatures features) =>
        !SemVersion.TryParse(features.KubernetesVersion, SemVersionStyles.Any, out var version) ? new("version", PreflightResult.Unknown, $"'{features.KubernetesVersion}' is no version")
        : SemVersion.CompareSortOrder(version.WithoutMetadata().WithoutPrerelease(), Oldest) < 0
            ? new("version", PreflightResult.Failed, $"Kubernetes {features.KubernetesVersion} is older than {Oldest}: upgrade the cluster")
            : new("version", PreflightResult.Passed, $"Kubernetes {features.KubernetesVersion}");

    private static PreflightCheck Apis(ClusterFeatures features)
    {
        if (!features.QuayRegistries) return new("apis", PreflightResult.Failed, "QuayRegistry is not served: apply deploy/member-cluster/crds/quayregistry.yaml");
        string[] missing =
        [
            .. features.Routes ? [] : (string[])["Routes, so that route and tls have to be unmanaged"],
            .. features.ObjectBucketClaims ? [] : (string[])["ObjectBucketClaims, so that objectstorage has to be unmanaged"],
            .. features.Prometheus ? [] : (string[])["Prometheus rules and OpenShift's console, so that monitoring has to be unmanaged"],
        ];
        return missing.Length == 0
            ? new("apis", PreflightResult.Passed, "everything that components may need is served")
            : new("apis", PreflightResult.Limited, $"not served: {string.Join("; ", missing)}");
    }

    private static PreflightCheck Rights(PreflightFindings found) => found.MissingRights switch
    {
        null => new("rights", PreflightResult.Unknown, $"the API server does not say what the fleet may do{Because(found)}"),
        { IsEmpty: true } => new("rights", PreflightResult.Passed, "the fleet may do what it does in the cluster's mode"),
        { } missing => new("rights", PreflightResult.Failed, $"the fleet may not {string.Join(", nor ", missing.Take(5))}{(missing.Length > 5 ? $", nor {missing.Length - 5} more" : "")}: apply deploy/member-cluster/rbac.yaml"),
    };

    private static PreflightCheck Capacity(PreflightFindings found)
    {
        if (found.Nodes is not { } nodes) return new("capacity", PreflightResult.Unknown, $"nodes cannot be listed{Because(found)}: apply deploy/member-cluster/rbac-preflight.yaml");
        var selector = found.Policy.NodeSelector;
        var chosen = nodes.Where(node => selector is null || (NodePlacement.TryRead(selector, out var labels) && labels.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value))).ToList();
        if (chosen.Count == 0) return new("capacity", PreflightResult.Failed, selector is null ? "there is no node" : $"no node has the labels {selector}: label some, or change the node selector");
        var open = chosen.Where(node => node.Schedulable && node.Taints.All(taint => IsTolerated(taint, found.Policy))).ToList();
        if (open.Count == 0) return new("capacity", PreflightResult.Failed, $"none of {chosen.Count} nodes takes pods: each is closed, or has a taint that is not tolerated");
        var large = open.Where(node => node.Cpu >= QuayCpu && node.Memory >= QuayMemory).ToList();
        return large.Count switch
        {
            0 => new("capacity", PreflightResult.Failed, $"none of {open.Count} nodes has the 2 CPU and 8 Gi that a pod of Quay asks for"),
            1 => new("capacity", PreflightResult.Limited, $"of {open.Count} nodes only {large[0].Name} has the 2 CPU and 8 Gi that a pod of Quay asks for, and two pods run by default"),
            var count => new("capacity", PreflightResult.Passed, $"{count} of {open.Count} nodes have the 2 CPU and 8 Gi that a pod of Quay asks for, what runs on them not counted"),
        };
    }

    private static PreflightCheck Storage(PreflightFindings found) => found.StorageClasses switch
    {
        null => new("storage", PreflightResult.Unknown, $"storage classes cannot be listed{Because(found)}: apply deploy/member-cluster/rbac-preflight.yaml"),
        { } classes when classes.FirstOrDefault(known => known.Default) is { Name: { } name } => new("storage", PreflightResult.Passed, $"volumes of databases get storage class {name}"),
        { } => new("storage", PreflightResult.Limited, "there is no default storage class, so that managed databases get no volume: make one the default, or leave postgres and clairpostgres unmanaged"),
    };

    private static PreflightCheck Fips(bool inForce, ClusterPolicy policy) => (inForce, policy.Fips) switch
    {
        (true, false) => new("fips", PreflightResult.Limited, "the cluster was installed in FIPS mode, and Quay is not told: `quayfleet cluster policy NAME --fips`, or FEATURE_FIPS in bundles"),
        (true, true) => new("fips", PreflightResult.Passed, "the cluster was installed in FIPS mode, and Quay is told"),
        (false, _) => new("fips", PreflightResult.Passed, "the cluster was not installed in FIPS mode"),
    };

    /// <summary>What OpenShift's installer left of its configuration; null when that does not say.</summary>
    /// <param name="installed">The ConfigMap <c>cluster-config-v1</c> of namespace <c>kube-system</c>.</param>
    public static bool? FipsIn(JsonObject installed)
    {
        try
        {
            return (string?)installed["data"]?["install-config"] is { } text && YamlReader.Read(text) is JsonObject config ? config["fips"] is JsonValue fips && fips.TryGetValue<bool>(out var on) && on : null;
        }
        catch (Exception e) when (e is YamlFormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsTolerated(Toleration taint, ClusterPolicy policy) => taint.Effect == "PreferNoSchedule" || policy.Tolerations.Any(text =>
        Toleration.TryParse(text, out var tolerated) && tolerated.Key == taint.Key && tolerated.Effect == taint.Effect && (tolerated.Value is null || tolerated.Value == taint.Value));

    private static string Because(PreflightFindings found) => found.Problems.IsEmpty ? "" : $" ({found.Problems[0]})";
}
