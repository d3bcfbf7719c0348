using System.Globalization;
using Fleet.Api.V1;

namespace Fleet.Cli.Output;

/// <summary>What a table shows of each kind.</summary>
internal static class Rows
{
    private const string None = "-";

    public static IReadOnlyList<string> ClusterHeader(bool wide) =>
        ["NAME", "MODE", "STATE", "REGISTRIES", "KUBERNETES", "BLOCKERS", .. wide ? (ReadOnlySpan<string>)["ENDPOINT", "APPS-DOMAIN", "LABELS", "LAST-SIGN", "WHY"] : []];

    public static IReadOnlyList<string> Of(Cluster cluster, bool wide) =>
    [
        cluster.Name,
        Lower(cluster.Mode) + (cluster.Paused ? " (paused)" : ""),
        Lower(cluster.State) + (cluster.State == ConnectionState.Live && cluster.Freshness != Freshness.Live ? $" ({Lower(cluster.Freshness)})" : ""),
        cluster.Registries.ToString(CultureInfo.InvariantCulture),
        cluster.KubernetesVersion ?? None,
        Codes(cluster.Blockers),
        .. wide
            ? (ReadOnlySpan<string>)[cluster.Endpoint, cluster.AppsDomain ?? None, Labels(cluster.Labels), Time(cluster.LastSignOfLife), Why(cluster.Blockers)]
            : [],
    ];

    public static IReadOnlyList<string> RegistryHeader(bool wide) =>
    [
        "CLUSTER", "NAMESPACE", "NAME", "VERSION", "TARGET", "AVAILABLE", "FRESHNESS", "BLOCKERS",
        .. wide ? (ReadOnlySpan<string>)["COMPONENTS", "ENDPOINT", "LABELS", "OBSERVED", "WHY"] : [],
    ];

    public static IReadOnlyList<string> Of(Registry registry, bool wide) =>
    [
        registry.Cluster,
        registry.Namespace,
        registry.Name,
        registry.CurrentVersion ?? None,
        registry.TargetVersion ?? None,
        Available(registry),
        Lower(registry.Freshness),
        Codes(registry.Blockers),
        .. wide
            ? (ReadOnlySpan<string>)
            [
                $"{registry.Components.Ready}/{registry.Components.Total}",
                registry.RegistryEndpoint ?? None,
                Labels(registry.Labels),
                Time(registry.ObservedAt),
                Why(registry.Blockers),
            ]
            : [],
    ];

    public static IReadOnlyList<string> ComponentHeader(bool wide) =>
        ["REGISTRY", "KIND", "MANAGED", "READY", "REASON", "MESSAGE", .. wide ? (ReadOnlySpan<string>)["OBJECTS"] : []];

    public static IReadOnlyList<string> Of(string registry, Component component, bool wide) =>
    [
        registry,
        component.Kind,
        component.Managed ? "yes" : "no",
        component.Ready ? "yes" : "no",
        component.Reason,
        component.Message,
        .. wide ? (ReadOnlySpan<string>)[$"{component.Objects.Count(o => o.Present)}/{component.Objects.Count}"] : [],
    ];

    /// <summary>Unknown is never green: what was last seen counts only while it is live.</summary>
    public static string Available(Registry registry) =>
        registry.Freshness != Freshness.Live ? "unknown" : registry.Available ? "yes" : "no";

#pragma warning disable CA1308 // the API's names are lower case
    public static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    public static string Labels(IReadOnlyDictionary<string, string> labels) =>
        labels.Count == 0 ? None : string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"));

    public static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? None;

    public static string Codes(IReadOnlyList<Blocker> blockers) =>
        blockers.Count == 0 ? None : string.Join(',', blockers.Select(blocker => blocker.Code).Distinct());

    /// <summary>In words, as far as a line holds them.</summary>
    public static string Why(IReadOnlyList<Blocker> blockers) => blockers.Count switch
    {
        0 => None,
        1 => blockers[0].Message.ReplaceLineEndings(" "),
        _ => $"{blockers[0].Message.ReplaceLineEndings(" ")} (and {blockers.Count - 1} more)",
    };
}
