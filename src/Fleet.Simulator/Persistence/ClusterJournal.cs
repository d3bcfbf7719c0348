using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Persistence;

/// <summary>Keeps one cluster's changes in the file that all share.</summary>
internal sealed class ClusterJournal(JournalFile file, string cluster, string marker) : IClusterJournal
{
    public Task KeepAsync(string resource, ObjectName name, StoredObject? after, long version) =>
        file.AppendAsync(cluster, [new JournalEntry($"{resource}/{name.Namespace}/{name.Name}", version, after?.Read(marker))]);

    /// <summary>Makes a cluster what it was when the entry was kept.</summary>
    public static void Restore(SimulatedCluster cluster, JournalEntry entry)
    {
        if (entry.Key.Split('/') is not [var resource, var ns, var name]) throw new InvalidDataException($"the journal holds an object '{entry.Key}', which names none");
        cluster.Restore(resource, new ObjectName(ns, name), entry.Body is { } body ? StoredObject.Of(resource, Parse(body, entry.Version)) : null, entry.Version);
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> body, long version)
    {
        var parsed = JsonNode.Parse(body.Span) as JsonObject ?? throw new InvalidDataException("the journal holds something that is no object");
        parsed["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return parsed;
    }
}
