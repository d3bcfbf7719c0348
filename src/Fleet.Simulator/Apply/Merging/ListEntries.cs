using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply.Merging;

/// <summary>The entries of a list by what identifies them.</summary>
internal static class ListEntries
{
    /// <exception cref="UnmergeableException">An entry lacks a field of its key, or is null.</exception>
    public static PathElement Identify(Shape.List list, JsonNode? entry)
    {
        if (list.Keys.IsEmpty)
        {
            if (entry is null) throw new UnmergeableException("associative list without keys has an element that's an explicit null");
            return entry is JsonObject or JsonArray
                ? throw new UnmergeableException($"associative list without keys has an element that's a {(entry is JsonObject ? "map" : "list")} type")
                : PathElement.Value(PathElement.ToElement(entry));
        }
        if (entry is not JsonObject fields)
            throw new UnmergeableException($"associative list with keys may not have non-map elements, but '{entry?.ToJsonString() ?? "null"}' is one");
        return PathElement.Key(list.Keys.Select(key => fields.TryGetPropertyValue(key, out var value) && value is not null
            ? (key, PathElement.ToElement(value))
            : throw new UnmergeableException($"associative list with keys has an element that omits key field \"{key}\" (and doesn't have default value)")));
    }

    /// <summary>In order. The first of duplicates counts in what is stored; in what is applied they are refused before.</summary>
    public static Dictionary<PathElement, JsonNode?> Index(Shape.List list, JsonArray? entries)
    {
        var result = new Dictionary<PathElement, JsonNode?>();
        foreach (var entry in entries ?? []) result.TryAdd(Identify(list, entry), entry);
        return result;
    }
}
