using System.Text.Json.Nodes;

namespace Fleet.Simulator.Schemas;

/// <summary>Drops from a custom resource what its definition's schema does not keep: unknown fields, and nulls where none may be.</summary>
internal static class SchemaPruning
{
    // The server knows these itself, whatever the definition says.
    private static readonly string[] OfEveryObject = ["apiVersion", "kind", "metadata"];

    public static void Prune(JsonObject obj, JsonObject schema) => Fields(obj, schema, keepsUnknown: false, OfEveryObject);

    private static void Prune(JsonNode? node, JsonObject schema, bool keepsUnknown)
    {
        keepsUnknown |= (bool?)schema["x-kubernetes-preserve-unknown-fields"] == true;
        switch (node)
        {
            case JsonObject fields:
                Fields(fields, schema, keepsUnknown, []);
                break;
            case JsonArray entries when schema["items"] is JsonObject items:
                foreach (var entry in entries) Prune(entry, items, keepsUnknown);
                break;
        }
    }

    private static void Fields(JsonObject fields, JsonObject schema, bool keepsUnknown, string[] known)
    {
        keepsUnknown |= (bool?)schema["x-kubernetes-preserve-unknown-fields"] == true;
        foreach (var (name, value) in fields.ToArray())
        {
            if (known.Contains(name)) continue;
            if (Of(schema, name) is { } below)
            {
                if (value is null && (bool?)below["nullable"] != true) fields.Remove(name);
                else Prune(value, below, keepsUnknown);
            }
            else if (!keepsUnknown && schema["additionalProperties"] is not JsonValue)
            {
                fields.Remove(name);
            }
        }
    }

    private static JsonObject? Of(JsonObject schema, string name) =>
        schema["properties"]?[name] as JsonObject ?? schema["additionalProperties"] as JsonObject;
}
