using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Fleet.Domain.Quay.Editing;

/// <summary>Which fields differ between two versions of an object. What only its server writes is left out, and hidden values are masked.</summary>
public static class ObjectDiff
{
    /// <summary>Of a QuayRegistry.</summary>
    /// <param name="before">Null when it is created.</param>
    public static ImmutableArray<FieldChange> Between(JsonObject? before, JsonObject after)
    {
        var changes = ImmutableArray.CreateBuilder<FieldChange>();
        Compare(changes, "", null, before is null ? [] : RegistryManifest.Shown(before, masked: false), RegistryManifest.Shown(after, masked: false));
        // Which object it is, and which version of it, is no change of somebody's.
        return [.. changes.Where(change => change.Path is not ("metadata.uid" or "metadata.resourceVersion"))];
    }

    /// <summary>Of an object of any kind but Secrets.</summary>
    public static ImmutableArray<FieldChange> OfAny(JsonObject before, JsonObject after)
    {
        var changes = ImmutableArray.CreateBuilder<FieldChange>();
        Compare(changes, "", null, Meant(before), Meant(after));
        return changes.ToImmutable();
    }

    /// <summary>Of Secrets, of which nothing but the names of their keys is told.</summary>
    public static ImmutableArray<FieldChange> OfSecrets(JsonObject before, JsonObject after)
    {
        var (old, now) = (before["data"] as JsonObject ?? [], after["data"] as JsonObject ?? []);
        return [.. old.Select(entry => entry.Key).Union(now.Select(entry => entry.Key)).Order(StringComparer.Ordinal)
            .Where(key => !JsonNode.DeepEquals(old[key], now[key]))
            .Select(key => new FieldChange($"data.{Quoted(key)}", Hidden(old[key]), Hidden(now[key])))];
    }

    /// <summary>Without what its server keeps about it.</summary>
    private static JsonObject Meant(JsonObject stored)
    {
        var meant = new JsonObject(stored.Where(member => member.Key is not ("metadata" or "status")).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        var metadata = new JsonObject();
        foreach (var name in (string[])["labels", "annotations"])
            if (stored["metadata"]?[name] is { } value)
                metadata[name] = value.DeepClone();
        (metadata["annotations"] as JsonObject)?.Remove(HiddenValues.LastApplied);
        meant["metadata"] = metadata;
        return meant;
    }

    private static void Compare(ImmutableArray<FieldChange>.Builder changes, string path, string? list, JsonNode? before, JsonNode? after)
    {
        switch (before, after)
        {
            case (JsonObject or null, JsonObject or null) when before is not null || after is not null:
                foreach (var name in Members(before).Union(Members(after)).Order(StringComparer.Ordinal))
                    Compare(changes, path.Length == 0 ? name : $"{path}.{Quoted(name)}", list, name, before?[name], after?[name]);
                break;
            case (JsonArray or null, JsonArray or null) when Keyed(before) is { } old && Keyed(after) is { } now:
                foreach (var key in old.Keys.Union(now.Keys))
                    Compare(changes, $"{path}[{key}]", list, old.GetValueOrDefault(key), now.GetValueOrDefault(key));
                break;
            default:
                if (!JsonNode.DeepEquals(before, after)) changes.Add(new FieldChange(path, Text(before, list), Text(after, list)));
                break;
        }
    }

    private static void Compare(ImmutableArray<FieldChange>.Builder changes, string path, string? list, string name, JsonNode? before, JsonNode? after)
    {
        if (!HiddenValues.Hides(list, name)) Compare(changes, path, name, before, after);
        else if (!JsonNode.DeepEquals(before, after)) changes.Add(new FieldChange(path, Hidden(before), Hidden(after)));
    }

    // A name with a dot in it, such as an annotation's, would read as a path.
    private static string Quoted(string name) => name.AsSpan().ContainsAny("./") ? $"\"{name}\"" : name;

    private static IEnumerable<string> Members(JsonNode? node) => node is JsonObject members ? members.Select(member => member.Key) : [];

    private static string? Hidden(JsonNode? node) => node is null ? null : $"\"{HiddenValues.Mask}\"";

    private static string? Text(JsonNode? node, string? list) => HiddenValues.Masked(node, list)?.ToJsonString(JsonText.Relaxed);

    /// <summary>Entries by their kind or name, which is what they are known by; null when they have none, or two have the same.</summary>
    private static Dictionary<string, JsonNode?>? Keyed(JsonNode? list)
    {
        var entries = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var entry in list as JsonArray ?? [])
            if (entry is not JsonObject members || (members["kind"] ?? members["name"]) is not JsonValue value || !value.TryGetValue<string>(out var key) || !entries.TryAdd(key, entry))
                return null;
        return entries;
    }
}
