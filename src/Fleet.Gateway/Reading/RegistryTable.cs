using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Reading;

/// <summary>The registries of a picture, in the order of their keys. Immutable; what they were last read as is kept with them.</summary>
internal sealed class RegistryTable : IReadOnlyDictionary<RegistryKey, RegistrySummary>
{
    private readonly ImmutableSortedDictionary<RegistryKey, RegistryEntry> _entries;

    // Lists walk all of them, and a tree is slow to walk.
    private RegistryEntry[]? _inOrder;
    private KeptReadings? _read;
    private readonly ConcurrentDictionary<string, ImmutableArray<int>> _orders = new(StringComparer.Ordinal);

    private RegistryTable(ImmutableSortedDictionary<RegistryKey, RegistryEntry> entries) => _entries = entries;

    public static RegistryTable Empty { get; } = new(ImmutableSortedDictionary.Create<RegistryKey, RegistryEntry>(KeyOrder.Instance));

    public int Count => _entries.Count;

    public IEnumerable<RegistryKey> Keys => _entries.Keys;

    public IEnumerable<RegistrySummary> Values => _entries.Values.Select(entry => entry.Summary);

    private RegistryEntry[] InOrder => _inOrder ??= [.. _entries.Values];

    /// <summary>All of them as they are to be read now: the same for as long as neither time nor their clusters change any.</summary>
    public KeptReadings Read(ImmutableSortedDictionary<ClusterName, ClusterSummary> clusters, DateTimeOffset now)
    {
        var kept = _read;
        return kept is not null && kept.AreStillOf(clusters, now) ? kept : _read = KeptReadings.Of(InOrder, clusters, now);
    }

    /// <summary>Another order, as places in the order of their keys.</summary>
    /// <param name="name">Of the order.</param>
    /// <param name="sort">Stable, and by what the summaries say.</param>
    public ImmutableArray<int> PlacesIn(string name, Func<RegistryEntry[], IEnumerable<int>> sort) => _orders.GetOrAdd(name, _ => [.. sort(InOrder)]);

    public RegistrySummary this[RegistryKey key] => _entries[key].Summary;

    public RegistryEntry? Find(RegistryKey key) => _entries.GetValueOrDefault(key);

    public bool ContainsKey(RegistryKey key) => _entries.ContainsKey(key);

    public bool TryGetValue(RegistryKey key, [MaybeNullWhen(false)] out RegistrySummary value)
    {
        var found = _entries.TryGetValue(key, out var entry);
        value = entry?.Summary;
        return found;
    }

    public RegistryTable Set(RegistrySummary summary) => new(_entries.SetItem(summary.Key, new RegistryEntry(summary)));

    public RegistryTable Remove(RegistryKey key) => new(_entries.Remove(key));

    /// <summary>Without some, and with others added or replaced.</summary>
    public RegistryTable With(IEnumerable<RegistryKey> removed, IEnumerable<RegistrySummary> set)
    {
        var entries = _entries.ToBuilder();
        entries.RemoveRange(removed);
        foreach (var summary in set) entries[summary.Key] = new RegistryEntry(summary);
        return new RegistryTable(entries.ToImmutable());
    }

    public IEnumerator<KeyValuePair<RegistryKey, RegistrySummary>> GetEnumerator() =>
        _entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Summary)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A registry of the picture. Every list, watch and page reads it, and it reads the same until its cluster's freshness or labels change.</summary>
internal sealed class RegistryEntry(RegistrySummary summary)
{
    private RegistryReading? _last;

    public RegistrySummary Summary => summary;

    /// <param name="cluster">Null while the registry's cluster has not been heard of.</param>
    public RegistryReading Read(ClusterReading? cluster)
    {
        if (_last is { } last && IsOf(last, cluster)) return last;
        return _last = RegistryReading.Of(summary, cluster);
    }

    private static bool IsOf(RegistryReading reading, ClusterReading? cluster) => cluster is not null
        && reading.Freshness == cluster.Freshness
        && ReferenceEquals(reading.ClusterLabels, cluster.Summary.Labels)
        && (reading.Freshness == Freshness.Live || (reading.Blockers is [var first, ..] && first == cluster.NotLive));
}
