using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Dashboard.Overview;

/// <summary>A group of registries, or of components of one kind.</summary>
/// <param name="Unmanaged">Of components alone.</param>
/// <param name="Link">To what it counts; null where no list shows just that.</param>
public sealed record PivotRow(string Name, int Well, int Ill, int Unknown, int Unmanaged, string? Link)
{
    public int Total => Well + Ill + Unknown + Unmanaged;

    /// <summary>What can be turned round: these, and <c>label:KEY</c> for each label of a cluster.</summary>
    public static readonly IReadOnlyList<string> Dimensions = ["cluster", "minor", "version", "mode", "component"];

    /// <param name="by">One of <see cref="Dimensions"/>, or a label as <c>label:ring</c>; anything else counts by cluster.</param>
    internal static IReadOnlyList<PivotRow> Of(string by, IReadOnlyCollection<ClusterReading> clusters, IReadOnlyCollection<RegistryReading> registries)
    {
        var label = by.StartsWith("label:", StringComparison.Ordinal) ? by["label:".Length..] : null;
        var breakdown = FleetBreakdown.Of(clusters, registries, label);
        return by switch
        {
            "component" => [.. breakdown.ByComponent.Select(kind => new PivotRow(kind.Key, kind.Value.Ready, kind.Value.NotReady, kind.Value.Unknown, kind.Value.Unmanaged, Query("component", kind.Key)))],
            "minor" => Rows(breakdown.ByMinor, _ => null),
            "version" => Rows(FleetBreakdown.Count(registries, registry => registry.Summary.CurrentVersion ?? FleetTotals.NoVersion, VersionOrder.Instance), version => Query("currentVersion", version)),
            "mode" => Rows(breakdown.ByMode, _ => null),
            _ when label is not null => Rows(breakdown.ByLabel!, value => value == FleetBreakdown.NoLabel ? null : Query("labels", $"{label}={value}")),
            _ => Rows(breakdown.ByCluster, cluster => Query("cluster", cluster)),
        };
    }

    private static PivotRow[] Rows(IEnumerable<KeyValuePair<string, RegistryCount>> groups, Func<string, string?> link) =>
        [.. groups.Select(group => new PivotRow(group.Key, group.Value.Available, group.Value.Unavailable, group.Value.Unknown, 0, link(group.Key)))];

    private static string Query(string parameter, string value) => $"/registries?{parameter}={Uri.EscapeDataString(value)}";
}
