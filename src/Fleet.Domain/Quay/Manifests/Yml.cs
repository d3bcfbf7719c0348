using System.Text.Json.Nodes;

namespace Fleet.Domain.Quay.Manifests;

/// <summary>
/// Builds manifests so that component files read like YAML. What is null is left out, so a field that only some releases have is written
/// as a condition, and a null never reaches an API server.
/// </summary>
internal static class Yml
{
    public static JsonObject Map(params IEnumerable<(string Key, JsonNode? Value)> fields)
    {
        var map = new JsonObject();
        foreach (var (key, value) in fields)
            if (value is not null) map[key] = value;
        return map;
    }

    public static JsonArray List(params IEnumerable<JsonNode?> items)
    {
        var list = new JsonArray();
        foreach (var item in items)
            if (item is not null) list.Add(item);
        return list;
    }

    /// <summary>The member, made when absent.</summary>
    public static JsonObject Child(this JsonObject map, string key)
    {
        if (map[key] is JsonObject child) return child;
        child = [];
        map[key] = child;
        return child;
    }

    /// <summary>The objects of a list member; none when the member is absent.</summary>
    public static IEnumerable<JsonObject> Items(this JsonObject map, string key) =>
        map[key] is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>The members, taken out of the object so that another may hold them.</summary>
    public static IEnumerable<(string Key, JsonNode? Value)> Detach(this JsonObject map)
    {
        var members = map.Select(member => (member.Key, member.Value)).ToList();
        map.Clear();
        return members;
    }
}
