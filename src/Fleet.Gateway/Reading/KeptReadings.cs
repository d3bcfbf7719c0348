using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Reading;

/// <summary>All registries as they were last read. A list of ten thousand looks at the thousand clusters only, to see whether that still holds.</summary>
internal sealed class KeptReadings
{
    private const int MostQuestions = 32;

    private readonly ConcurrentDictionary<IRegistryQuestion, ImmutableArray<RegistryReading>> _found = new();
    private readonly ImmutableArray<(ClusterName Name, ClusterReading? Reading)> _clusters;

    private KeptReadings(ImmutableArray<RegistryReading> readings, ImmutableArray<(ClusterName, ClusterReading?)> clusters) => (Readings, _clusters) = (readings, clusters);

    /// <summary>In the order of their keys.</summary>
    public ImmutableArray<RegistryReading> Readings { get; }

    /// <param name="entries">In the order of their keys.</param>
    public static KeptReadings Of(RegistryEntry[] entries, ImmutableSortedDictionary<ClusterName, ClusterSummary> clusters, DateTimeOffset now)
    {
        var readings = ImmutableArray.CreateBuilder<RegistryReading>(entries.Length);
        var judged = ImmutableArray.CreateBuilder<(ClusterName Name, ClusterReading? Reading)>();
        foreach (var entry in entries)
        {
            var name = entry.Summary.Key.Cluster;
            if (judged.Count == 0 || judged[^1].Name != name) judged.Add((name, clusters.TryGetValue(name, out var summary) ? ClusterReading.Of(summary, now) : null));
            readings.Add(entry.Read(judged[^1].Reading));
        }
        return new KeptReadings(readings.MoveToImmutable(), judged.ToImmutable());
    }

    public bool AreStillOf(ImmutableSortedDictionary<ClusterName, ClusterSummary> clusters, DateTimeOffset now)
    {
        // Both are in the same order, and a thousand steps are cheaper than a thousand searches.
        using var current = clusters.GetEnumerator();
        var more = current.MoveNext();
        foreach (var (name, reading) in _clusters)
        {
            while (more && KeyOrder.Instance.Compare(current.Current.Key, name) < 0) more = current.MoveNext();
            var summary = more && current.Current.Key == name ? current.Current.Value : null;
            if (!IsStillOf(reading, summary, now)) return false;
        }
        return true;
    }

    /// <summary>The answer to a question. Every page of a list asks the same, and so does every open dashboard: it is found once.</summary>
    /// <param name="table">What these are readings of.</param>
    public ImmutableArray<RegistryReading> Find(IRegistryQuestion question, RegistryTable table)
    {
        if (_found.TryGetValue(question, out var known)) return known;
        ImmutableArray<RegistryReading> found = [.. question.Find(table, Readings)];
        if (_found.Count < MostQuestions) _found[question] = found;
        return found;
    }

    /// <summary>Whether a cluster's registries would be read as they were.</summary>
    private static bool IsStillOf(ClusterReading? reading, ClusterSummary? summary, DateTimeOffset now)
    {
        if (reading is null || summary is null) return reading is null && summary is null;
        var freshness = ClusterReading.FreshnessOf(summary, now);
        return reading.Freshness == freshness
            && ReferenceEquals(reading.Summary.Labels, summary.Labels)
            && (freshness == Freshness.Live || reading.NotLive == ClusterReading.Of(summary, now).NotLive);
    }
}
