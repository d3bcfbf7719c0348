using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Status;

/// <summary>Some registries in numbers; <c>Available + Unavailable + Unknown = Total</c>.</summary>
/// <param name="Available">Live and available.</param>
/// <param name="Unavailable">Live and not available.</param>
/// <param name="Unknown">Not live, whatever was last seen.</param>
public sealed record RegistryCount(int Total, int Available, int Unavailable, int Unknown)
{
    public static RegistryCount None { get; } = new(0, 0, 0, 0);

    public static RegistryCount Of(IReadOnlyCollection<RegistryReading> registries)
    {
        var live = registries.Count(registry => registry.Freshness == Freshness.Live);
        var available = registries.Count(registry => registry.IsKnownAvailable);
        return new RegistryCount(registries.Count, available, live - available, registries.Count - live);
    }
}

/// <summary>One kind of component over some registries.</summary>
/// <param name="Ready">Live, managed and ready.</param>
/// <param name="NotReady">Live, managed and not ready.</param>
/// <param name="Unmanaged">Live and not managed.</param>
/// <param name="Unknown">Not live, whatever was last seen.</param>
public sealed record ComponentTally(int Ready, int NotReady, int Unmanaged, int Unknown);

/// <summary>Where the registries of a fleet are, what they are of, and how they are there.</summary>
/// <param name="ByMinor">By the minor of their current version, such as <c>3.7</c>; <see cref="FleetTotals.NoVersion"/> for those without one.</param>
/// <param name="ByComponent">By component, as the API spells it.</param>
/// <param name="ByCluster">By cluster; one without registries is there too.</param>
/// <param name="ByMode">By the mode of their cluster; <see cref="NoMode"/> while it has not been heard of.</param>
/// <param name="ByLabel">By a label of their cluster; <see cref="NoLabel"/> for those whose cluster has none such. Null when none was asked for.</param>
public sealed record FleetBreakdown(
    ImmutableSortedDictionary<string, RegistryCount> ByMinor,
    ImmutableSortedDictionary<string, ComponentTally> ByComponent,
    ImmutableSortedDictionary<string, RegistryCount> ByCluster,
    ImmutableSortedDictionary<string, RegistryCount> ByMode,
    ImmutableSortedDictionary<string, RegistryCount>? ByLabel)
{
    /// <summary>The mode of a cluster that has not been heard of.</summary>
    public const string NoMode = "unknown";

    /// <summary>Stands for a label that is not there. No label can have it as its value.</summary>
    public const string NoLabel = "(none)";

    /// <param name="label">The cluster label to count by; null for none.</param>
    public static FleetBreakdown Of(IReadOnlyCollection<ClusterReading> clusters, IReadOnlyCollection<RegistryReading> registries, string? label)
    {
        var modes = clusters.ToDictionary(cluster => cluster.Summary.Name, cluster => ModeOf(cluster.Summary.Mode));
        var empty = clusters.Select(cluster => cluster.Summary.Name.ToString()).ToImmutableSortedDictionary(name => name, _ => RegistryCount.None, StringComparer.Ordinal);
        return new FleetBreakdown(
            Count(registries, registry => MinorOf(registry.Summary.CurrentVersion), VersionOrder.Instance),
            Components(registries),
            empty.SetItems(Count(registries, registry => registry.Summary.Key.Cluster.ToString())),
            Count(registries, registry => modes.GetValueOrDefault(registry.Summary.Key.Cluster, NoMode)),
            label is null ? null : Count(registries, registry => registry.ClusterLabels.GetValueOrDefault(label, NoLabel)));
    }

    /// <summary>By whatever tells them apart.</summary>
    /// <param name="order">Of the groups; of their bytes by default.</param>
    public static ImmutableSortedDictionary<string, RegistryCount> Count(IEnumerable<RegistryReading> registries, Func<RegistryReading, string> group, IComparer<string>? order = null) =>
        registries.GroupBy(group).ToImmutableSortedDictionary(part => part.Key, part => RegistryCount.Of([.. part]), order ?? StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, ComponentTally> Components(IEnumerable<RegistryReading> registries) => registries
        .SelectMany(registry => registry.Summary.Components.Select(component => (registry.Freshness, Component: component)))
        .GroupBy(seen => seen.Component.Kind)
        .ToImmutableSortedDictionary(
            kind => kind.Key.ApiName(),
            kind =>
            {
                var live = kind.Where(seen => seen.Freshness == Freshness.Live).Select(seen => seen.Component).ToList();
                var (managed, ready) = (live.Count(component => component.Managed), live.Count(component => component is { Managed: true, Ready: true }));
                return new ComponentTally(ready, managed - ready, live.Count - managed, kind.Count() - live.Count);
            },
            StringComparer.Ordinal);

    /// <summary>The minor of a version, such as <c>3.7</c>; <see cref="FleetTotals.NoVersion"/> for none.</summary>
    public static string MinorOf(string? version) => version is null ? FleetTotals.NoVersion : ReleaseMinor.TryParse(version, null, out var minor) ? minor.ToString() : version;

    private static string ModeOf(ClusterMode mode) => mode switch
    {
        ClusterMode.Observe => "observe",
        ClusterMode.Reconcile => "reconcile",
        ClusterMode.Olm => "olm",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "unknown mode"),
    };
}
