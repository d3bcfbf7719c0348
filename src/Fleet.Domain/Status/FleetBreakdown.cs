using System.Collections.Immutable;
using System.Runtime.InteropServices;
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

    public static RegistryCount Of(IEnumerable<RegistryReading> registries)
    {
        var sum = new Sum();
        foreach (var registry in registries) sum.Add(registry);
        return sum.Count;
    }

    public static RegistryCount operator +(RegistryCount a, RegistryCount b) =>
        new(a.Total + b.Total, a.Available + b.Available, a.Unavailable + b.Unavailable, a.Unknown + b.Unknown);

    /// <summary>A count while it is being made. Fleets are counted again and again, so each registry is looked at once.</summary>
    internal sealed class Sum
    {
        private int _total;
        private int _live;
        private int _available;

        public RegistryCount Count => new(_total, _available, _live - _available, _total - _live);

        public void Add(RegistryReading registry)
        {
            _total++;
            if (registry.Freshness == Freshness.Live) _live++;
            if (registry.IsKnownAvailable) _available++;
        }
    }
}

/// <summary>One kind of component over some registries.</summary>
/// <param name="Ready">Live, managed and ready.</param>
/// <param name="NotReady">Live, managed and not ready.</param>
/// <param name="Unmanaged">Live and not managed.</param>
/// <param name="Unknown">Not live, whatever was last seen.</param>
public sealed record ComponentTally(int Ready, int NotReady, int Unmanaged, int Unknown)
{
    /// <summary>A tally while it is being made.</summary>
    internal sealed class Sum
    {
        private int _ready;
        private int _notReady;
        private int _unmanaged;
        private int _unknown;

        public ComponentTally Tally => new(_ready, _notReady, _unmanaged, _unknown);

        public void Add(Freshness freshness, ComponentSummary component)
        {
            if (freshness != Freshness.Live) _unknown++;
            else if (!component.Managed) _unmanaged++;
            else if (component.Ready) _ready++;
            else _notReady++;
        }
    }
}

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
        var byCluster = Sums(registries, registry => registry.Summary.Key.Cluster).ToDictionary(part => part.Key, part => part.Value.Count);
        var byVersion = Sums(registries, registry => registry.Summary.CurrentVersion ?? FleetTotals.NoVersion).ToDictionary(part => part.Key, part => part.Value.Count);
        var known = clusters.ToDictionary(cluster => cluster.Summary.Name, cluster => cluster.Summary);
        return new FleetBreakdown(
            Merge(byVersion, MinorOf, VersionOrder.Instance),
            Components(registries),
            Merge([.. byCluster, .. known.Keys.Where(name => !byCluster.ContainsKey(name)).Select(name => KeyValuePair.Create(name, RegistryCount.None))], name => name.ToString()),
            Merge(byCluster, name => known.TryGetValue(name, out var cluster) ? ModeOf(cluster.Mode) : NoMode),
            label is null ? null : Merge(byCluster, name => known.GetValueOrDefault(name)?.Labels.GetValueOrDefault(label) ?? NoLabel));
    }

    /// <summary>By whatever tells them apart.</summary>
    /// <param name="order">Of the groups; of their bytes by default.</param>
    public static ImmutableSortedDictionary<string, RegistryCount> Count(IEnumerable<RegistryReading> registries, Func<RegistryReading, string> group, IComparer<string>? order = null) =>
        Sums(registries, group).ToImmutableSortedDictionary(part => part.Key, part => part.Value.Count, order ?? StringComparer.Ordinal);

    private static Dictionary<TKey, RegistryCount.Sum> Sums<TKey>(IEnumerable<RegistryReading> registries, Func<RegistryReading, TKey> group) where TKey : notnull
    {
        var sums = new Dictionary<TKey, RegistryCount.Sum>();
        foreach (var registry in registries) SumOf(sums, group(registry)).Add(registry);
        return sums;
    }

    /// <summary>Counts of parts as counts of wholes.</summary>
    private static ImmutableSortedDictionary<string, RegistryCount> Merge<TKey>(IEnumerable<KeyValuePair<TKey, RegistryCount>> counts, Func<TKey, string> group, IComparer<string>? order = null) =>
        counts.AggregateBy(part => group(part.Key), RegistryCount.None, (sum, part) => sum + part.Value).ToImmutableSortedDictionary(order ?? StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, ComponentTally> Components(IEnumerable<RegistryReading> registries)
    {
        var sums = new Dictionary<ComponentKind, ComponentTally.Sum>();
        foreach (var registry in registries)
            foreach (var component in registry.Summary.Components)
                SumOf(sums, component.Kind).Add(registry.Freshness, component);
        return sums.ToImmutableSortedDictionary(kind => kind.Key.ApiName(), kind => kind.Value.Tally, StringComparer.Ordinal);
    }

    private static TSum SumOf<TKey, TSum>(Dictionary<TKey, TSum> sums, TKey key)
        where TKey : notnull
        where TSum : new() =>
        CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _) ??= new TSum();

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
