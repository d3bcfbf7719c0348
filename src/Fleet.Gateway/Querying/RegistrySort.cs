using System.Collections.Frozen;
using System.Collections.Immutable;
using Fleet.Domain.Status;
using Fleet.Gateway.Reading;

namespace Fleet.Gateway.Querying;

/// <summary>What lists of registries are sorted by.</summary>
internal static class RegistrySort
{
    public static readonly (string Name, string Type, string Description) Parameter =
        ("sort", "string", "cluster (default), namespace, name, currentVersion, targetVersion, available, freshness or observedAt; with '-' in front descending.");

    /// <summary>What follows from the summary alone: such an order is found once for as long as nothing changes.</summary>
    private static readonly SummaryField[] OfSummary =
    [
        SummaryField.By("namespace", summary => summary.Key.Namespace),
        SummaryField.By("name", summary => summary.Key.Name),
        SummaryField.By("currentVersion", summary => SortText.OfVersion(summary.CurrentVersion)),
        SummaryField.By("targetVersion", summary => SortText.OfVersion(summary.TargetVersion)),
        SummaryField.By("available", summary => summary.Available, SortText.Of),
        SummaryField.By("observedAt", summary => summary.ObservedAt.UtcTicks, SortText.Of),
    ];

    private static readonly SortField<RegistryReading>[] Fields =
    [
        SortField<RegistryReading>.By("cluster", registry => registry.Summary.Key.Cluster.ToString()),
        .. OfSummary.Select(field => field.OfReading),
        SortField<RegistryReading>.By("freshness", registry => registry.Freshness.ToString()),
    ];

    private static readonly FrozenDictionary<string, SummaryField> Kept = OfSummary.ToFrozenDictionary(field => field.OfReading.Name);

    public static ListSort<RegistryReading> Read(QueryReader query) => ListSort<RegistryReading>.Read(query, Fields, registry => registry.Id);

    /// <summary>A page of what matches of the registries that a caller may see.</summary>
    public static Api.V1.ItemList<TWire> Page<TWire>(
        this ListSort<RegistryReading> sort, Page page, QueryReader query, VisibleFleet fleet, RegistryFilter filter, Func<RegistryReading, TWire> toWire) =>
        sort.Page(page, query, fleet.FindRegistries(fleet.Now, new Question(sort.Field, filter), sort.IsDescending), toWire);

    private sealed record Question(string Field, RegistryFilter Filter) : IRegistryQuestion
    {
        public IEnumerable<RegistryReading> Find(RegistryTable table, ImmutableArray<RegistryReading> readings) => Kept.TryGetValue(Field, out var kept)
            ? table.PlacesIn(Field, kept.Sort).Select(place => readings[place]).Where(Filter.Matches)
            : Array.Find(Fields, field => field.Name == Field)!.Order(readings.Where(Filter.Matches), false);
    }

    private sealed record SummaryField(SortField<RegistryReading> OfReading, Func<RegistryEntry[], IEnumerable<int>> Sort)
    {
        public static SummaryField By(string name, Func<RegistrySummary, string> value) => By(name, value, text => text, StringComparer.Ordinal);

        public static SummaryField By<TValue>(string name, Func<RegistrySummary, TValue> value, Func<TValue, string> text, IComparer<TValue>? comparer = null) => new(
            SortField<RegistryReading>.By(name, reading => value(reading.Summary), text, comparer),
            entries => Enumerable.Range(0, entries.Length).OrderBy(place => value(entries[place].Summary), comparer));
    }
}
