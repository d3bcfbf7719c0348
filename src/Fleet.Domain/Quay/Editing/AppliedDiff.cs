using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Fleet.Domain.Quay.Editing;

/// <summary>Which fields of an object an apply would change. Contents of Secrets are told apart and not shown.</summary>
public static class AppliedDiff
{
    private static readonly string[] Servers = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"];

    /// <param name="live">As the API server has it; null when it has none.</param>
    /// <param name="applied">As the API server would have it after the apply: the answer to a dry run.</param>
    public static ImmutableArray<FieldChange> Between(JsonObject? live, JsonObject applied)
    {
        var isSecret = (string?)applied["kind"] == "Secret";
        return [.. ObjectDiff.Fields(Compared(live, isSecret), Compared(applied, isSecret)), .. isSecret ? Contents(live, applied) : []];
    }

    /// <summary>The same where the API server has no answer yet: only what is sent can be told, not what it makes of it.</summary>
    /// <param name="sent">As it is sent.</param>
    /// <param name="removed">JSON pointers to what is taken away before.</param>
    public static ImmutableArray<FieldChange> Unanswered(JsonObject live, JsonObject sent, ImmutableArray<string> removed)
    {
        var isSecret = (string?)sent["kind"] == "Secret";
        return
        [
            .. ObjectDiff.Fields(Compared(live, isSecret), Compared(sent, isSecret)).Where(change => change.After is not null),
            .. isSecret ? Contents(live, sent) : [],
            .. removed.Select(pointer => new FieldChange(pointer[1..].Replace('/', '.'), ObjectDiff.Shown(At(live, pointer)), null)),
        ];
    }

    private static JsonNode? At(JsonNode? node, string pointer) =>
        pointer.Split('/').Skip(1).Aggregate(node, (at, part) => at is JsonArray list && int.TryParse(part, out var index) ? list[index] : at?[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]);

    /// <summary>What is left of an object when the server's own parts are taken away, and of a Secret what it holds.</summary>
    private static JsonObject Compared(JsonObject? o, bool isSecret)
    {
        var rest = o?.DeepClone().AsObject() ?? [];
        rest.Remove("status");
        if (isSecret) rest.Remove("data");
        if (rest["metadata"] is JsonObject metadata)
        {
            foreach (var name in Servers) metadata.Remove(name);
            // kubectl's copy of the whole object, hidden values included.
            (metadata["annotations"] as JsonObject)?.Remove(HiddenValues.LastApplied);
        }
        return rest;
    }

    private static IEnumerable<FieldChange> Contents(JsonObject? live, JsonObject applied)
    {
        var (before, after) = (live?["data"] as JsonObject ?? [], applied["data"] as JsonObject ?? []);
        return before.Select(entry => entry.Key).Union(after.Select(entry => entry.Key)).Order(StringComparer.Ordinal)
            .Where(file => !JsonNode.DeepEquals(before[file], after[file]))
            .Select(file => new FieldChange($"data.{ObjectDiff.Quoted(file)}", ObjectDiff.Hidden(before[file]), ObjectDiff.Hidden(after[file])));
    }
}
