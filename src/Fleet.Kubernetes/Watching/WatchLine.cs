using System.Buffers;
using System.Text.Json;
using Fleet.Domain.Projections;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Watching;

/// <summary>One line of a watch's answer: a JSON object <c>{"type", "object"}</c>.</summary>
internal static class WatchLine
{
    /// <summary>The object's JSON is dropped when this returns; only its projection stays.</summary>
    /// <returns>Null for a line that needs no reaction.</returns>
    public static WatchInput? Read(ReadOnlySequence<byte> line, ResourceKind kind, ProjectionRules rules)
    {
        try
        {
            using var document = JsonDocument.Parse(line, JsonReading.Options);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String
                && root.TryGetProperty("object"u8, out var obj) && obj.ValueKind == JsonValueKind.Object)
                return Read(type, obj, kind, rules);
        }
        catch (JsonException)
        {
            // Falls through.
        }
        return Unreadable("a watch line is no event");
    }

    private static WatchInput? Read(JsonElement type, JsonElement obj, ResourceKind kind, ProjectionRules rules)
    {
        if (type.ValueEquals("ADDED"u8) || type.ValueEquals("MODIFIED"u8))
            return Stored(obj, kind, rules) is { } changed ? new WatchInput.Changed(changed) : null;
        if (type.ValueEquals("DELETED"u8))
            return Stored(obj, kind, rules) is { } removed ? new WatchInput.Removed(removed) : null;
        if (type.ValueEquals("BOOKMARK"u8))
            return new Field(obj, "", [])["metadata"]["resourceVersion"].Text() is { Length: > 0 } version ? new WatchInput.Bookmark(version) : null;
        if (type.ValueEquals("ERROR"u8))
            return new WatchInput.Ended(new WatchEnd.Refused(StatusReading.FromStatus(0, obj)), Brief: true);
        return Unreadable("a watch event has an unknown type");
    }

    private static Projection? Stored(JsonElement obj, ResourceKind kind, ProjectionRules rules) =>
        ObjectProjection.Project(obj, kind, rules) is { Object.ResourceVersion.Length: > 0 } projection ? projection : null;

    private static WatchInput.Ended Unreadable(string text) => new(new WatchEnd.Unreadable(text), Brief: true);
}
