using System.Text.Json.Nodes;

namespace Fleet.Simulator.Schemas;

/// <summary>Which keywords of a definition's schema are honoured here; one that is not is refused with the definition, instead of being passed over.</summary>
internal static class SchemaKeywords
{
    private static readonly HashSet<string> Honoured = new(StringComparer.Ordinal)
    {
        "type", "properties", "additionalProperties", "items", "required", "nullable", "enum", "format", "minimum", "maximum", "minLength", "maxLength",
        "pattern", "minItems", "maxItems", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-list-type", "x-kubernetes-list-map-keys",
        "x-kubernetes-map-type", "title", "description", "example", "externalDocs",
    };

    // A real server of this version validates more formats (uri, ipv4, …), and passes over those it does not know.
    private static readonly HashSet<string> Formats = new(StringComparer.Ordinal) { "int32", "int64", "double", "float", "date-time" };

    /// <returns>The first keyword that is not honoured, for example <c>oneOf</c> or <c>format: uri</c>; null when all are.</returns>
    public static string? FirstUnknown(JsonObject schema)
    {
        foreach (var (keyword, value) in schema)
        {
            if (!Honoured.Contains(keyword)) return keyword;
            if (keyword == "format" && !Formats.Contains((string?)value ?? "")) return $"format: {(string?)value}";
        }
        return Below(schema).Select(FirstUnknown).FirstOrDefault(unknown => unknown is not null);
    }

    private static IEnumerable<JsonObject> Below(JsonObject schema)
    {
        foreach (var (_, property) in schema["properties"] as JsonObject ?? [])
            if (property is JsonObject below) yield return below;
        if (schema["items"] is JsonObject items) yield return items;
        if (schema["additionalProperties"] is JsonObject additional) yield return additional;
    }
}
