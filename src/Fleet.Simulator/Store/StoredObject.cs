using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Store;

/// <summary>
/// An object as it is stored: JSON, and the little that selecting and collecting ask for. Immutable, so that clusters seeded alike share it:
/// where the clusters differ, the JSON has a marker of eight hexadecimal digits, which <see cref="Read"/> replaces by the cluster's own.
/// </summary>
public sealed class StoredObject
{
    private static readonly FrozenDictionary<string, string> None = FrozenDictionary<string, string>.Empty;

    private readonly byte[] _json;
    private readonly int[] _markers;
    private readonly int _headless;

    private StoredObject(ObjectName name, long version, byte[] json, int[] markers, int headless, FrozenDictionary<string, string> labels, bool deleting, string resource, ImmutableArray<string> owners)
    {
        (Name, Version, _json, _markers, _headless, Labels, Deleting) = (name, version, json, markers, headless, labels, deleting);
        (Resource, Owners) = (resource, owners);
    }

    public ObjectName Name { get; }

    /// <summary>The <see cref="Kinds.ServedKind.Resource"/> it is one of.</summary>
    public string Resource { get; }

    public long Version { get; }

    public FrozenDictionary<string, string> Labels { get; }

    /// <summary>It waits for finalizers.</summary>
    public bool Deleting { get; }

    /// <summary>The uids of its owners, as <see cref="OwnerIndex.Key"/> has them.</summary>
    internal ImmutableArray<string> Owners { get; }

    /// <summary>Bytes held, for figures.</summary>
    public int Size => _json.Length;

    /// <param name="obj">Complete, with <c>metadata.resourceVersion</c>; not kept.</param>
    /// <param name="marker">Where this appears, another cluster's is read; null for an object of one cluster.</param>
    public static StoredObject Of(string resource, JsonObject obj, string? marker = null)
    {
        var metadata = obj["metadata"]!.AsObject();
        var header = new JsonObject { ["kind"] = obj["kind"]?.DeepClone(), ["apiVersion"] = obj["apiVersion"]?.DeepClone() };
        foreach (var (name, value) in obj)
            if (name is not ("kind" or "apiVersion")) header[name] = value?.DeepClone();
        var json = ObjectJson.Bytes(header);
        return new StoredObject(
            new ObjectName((string?)metadata["namespace"] ?? "", (string)metadata["name"]!),
            long.Parse((string)metadata["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture),
            json,
            marker is null ? [] : Occurrences(json, Encoding.ASCII.GetBytes(marker)),
            Headless(obj),
            metadata["labels"] is JsonObject { Count: > 0 } labels ? labels.ToFrozenDictionary(l => l.Key, l => (string?)l.Value ?? "", StringComparer.Ordinal) : None,
            metadata["deletionTimestamp"] is not null,
            resource,
            OwnersIn(metadata));
    }

    /// <summary>The same object in an image.</summary>
    public StoredObject Marked(string marker) => _markers.Length > 0 ? this : new StoredObject(Name, Version, _json, Occurrences(_json, Encoding.ASCII.GetBytes(marker)), _headless, Labels, Deleting, Resource, Owners);

    /// <summary>The JSON as the cluster of that marker has it.</summary>
    public ReadOnlyMemory<byte> Read(string marker)
    {
        if (_markers.Length == 0) return _json;
        var own = (byte[])_json.Clone();
        foreach (var at in _markers) Encoding.ASCII.GetBytes(marker, own.AsSpan(at));
        return own;
    }

    /// <summary>As an item of a list of a built-in kind: without <c>kind</c> and <c>apiVersion</c>. Starts behind the opening brace.</summary>
    public ReadOnlyMemory<byte> ReadHeadless(string marker) => Read(marker)[_headless..];

    public JsonObject Parse(string marker) => JsonNode.Parse(Read(marker).Span)!.AsObject();

    private static ImmutableArray<string> OwnersIn(JsonObject metadata) => metadata["ownerReferences"] is JsonArray { Count: > 0 } owners
        ? [.. owners.Select(owner => OwnerIndex.Key((string?)owner!["uid"] ?? ""))]
        : [];

    // {"kind":"K","apiVersion":"V", is what comes before.
    private static int Headless(JsonObject obj) =>
        Encoding.UTF8.GetByteCount($"{{\"kind\":{ObjectJson.Text(obj["kind"])},\"apiVersion\":{ObjectJson.Text(obj["apiVersion"])},");

    private static int[] Occurrences(ReadOnlySpan<byte> json, ReadOnlySpan<byte> marker)
    {
        var found = new List<int>();
        for (var from = 0; json[from..].IndexOf(marker) is var next and >= 0; from += next + marker.Length) found.Add(from + next);
        return [.. found];
    }
}
