using System.Text.Json.Nodes;

namespace Fleet.Bench.FirstLight;

/// <summary>
/// What a field manager applied, taken from the object as it is now: the part that its <c>managedFields</c> entry names
/// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management). Defaults and others' fields are left out, so an
/// apply of the result is as large as the original.
/// </summary>
internal static class OwnedFields
{
    public static JsonObject Of(JsonObject current, JsonObject fields) => (JsonObject)Part(current, fields)!;

    private static JsonNode? Part(JsonNode? value, JsonObject fields) => value switch
    {
        null => null,
        _ when fields.Count == 0 => value.DeepClone(),
        JsonObject map => MapPart(map, fields),
        JsonArray list => ListPart(list, fields),
        _ => value.DeepClone(),
    };

    private static JsonObject MapPart(JsonObject map, JsonObject fields)
    {
        var part = new JsonObject();
        foreach (var (path, below) in fields)
            if (path.StartsWith("f:", StringComparison.Ordinal) && Part(map[path[2..]], below!.AsObject()) is { } value)
                part[path[2..]] = value;
        return part;
    }

    private static JsonArray ListPart(JsonArray list, JsonObject fields)
    {
        var part = new JsonArray();
        foreach (var (path, below) in fields)
        {
            var item = path[..2] switch
            {
                "k:" => list.FirstOrDefault(item => HasKeys(item!, JsonNode.Parse(path[2..])!.AsObject())),
                "v:" => list.FirstOrDefault(item => JsonNode.DeepEquals(item, JsonNode.Parse(path[2..]))),
                _ => null,
            };
            if (Part(item, below!.AsObject()) is { } owned) part.Add(owned);
        }
        return part;
    }

    private static bool HasKeys(JsonNode item, JsonObject keys) => keys.All(key => JsonNode.DeepEquals(item[key.Key], key.Value));
}
