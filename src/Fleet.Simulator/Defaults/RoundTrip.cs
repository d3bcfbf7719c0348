using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Defaults;

/// <summary>A server that defines a kind reads it into a structure and writes that again: some of what was sent does not survive.</summary>
internal static class RoundTrip
{
    /// <summary>Removes nulls, and maps and lists that are empty. Empty structures stay.</summary>
    public static void Clean(JsonNode? node, Shape shape)
    {
        switch (node, shape)
        {
            case (JsonObject fields, Shape.Map map):
                foreach (var key in fields.Select(field => field.Key).ToArray())
                {
                    var below = map.Of(key)?.Shape;
                    if (below is not null) Clean(fields[key], below);
                    if (fields[key] is null || IsEmpty(fields[key], below)) fields.Remove(key);
                }
                break;
            case (JsonArray entries, Shape.List list):
                foreach (var entry in entries) Clean(entry, list.Element.Shape);
                break;
        }
    }

    private static bool IsEmpty(JsonNode? node, Shape? shape) => (node, shape) switch
    {
        (JsonArray { Count: 0 }, Shape.List) => true,
        (JsonObject { Count: 0 }, Shape.Map { Fields.IsEmpty: true }) => true,
        _ => false,
    };
}
