using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fleet.Simulator.Schemas;

/// <summary>Checks a custom resource against its definition's schema, in the words of an API server of version 1.20, which leaves out list indices.</summary>
internal static class SchemaChecks
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <returns>Every failure, in the order of the schema (a real server has none).</returns>
    public static IReadOnlyList<FieldFailure> Check(JsonObject obj, JsonObject schema)
    {
        var failures = new List<FieldFailure>();
        Fields(obj, schema, "", failures);
        return failures;
    }

    private static void Check(JsonNode? node, JsonObject schema, string path, List<FieldFailure> failures)
    {
        if (node is null && (bool?)schema["nullable"] == true) return;
        var before = failures.Count;
        if ((string?)schema["type"] is { } type && !Fits(node, type, (string?)schema["format"], out var what))
            failures.Add(Invalid(path, Quoted(TypeOf(node, schema)), $"must be of type {what}: {Quoted(TypeOf(node, schema))}"));
        if (schema["enum"] is JsonArray allowed && !allowed.Any(value => JsonNode.DeepEquals(value, node)))
            failures.Add(new(path, "FieldValueNotSupported", $"Unsupported value: {Text(node)}: supported values: {string.Join(", ", allowed.Select(Text))}"));
        if (failures.Count > before) return;
        switch (node)
        {
            case JsonObject fields:
                Fields(fields, schema, path, failures);
                break;
            case JsonArray entries:
                Entries(entries, schema, path, failures);
                break;
            case JsonValue value:
                Scalar(value, schema, path, failures);
                break;
        }
    }

    private static void Fields(JsonObject fields, JsonObject schema, string path, List<FieldFailure> failures)
    {
        foreach (var name in schema["required"] as JsonArray ?? [])
            if (!fields.ContainsKey((string)name!)) failures.Add(new(Below(path, (string)name!), "FieldValueRequired", "Required value"));
        foreach (var (name, value) in fields)
            if ((schema["properties"]?[name] ?? schema["additionalProperties"]) is JsonObject below && !(path.Length == 0 && name == "metadata"))
                Check(value, below, Below(path, name), failures);
    }

    private static void Entries(JsonArray entries, JsonObject schema, string path, List<FieldFailure> failures)
    {
        if ((int?)schema["minItems"] is { } fewest && entries.Count < fewest)
            failures.Add(Invalid(path, Number(entries.Count), $"should have at least {fewest} items"));
        if ((int?)schema["maxItems"] is { } most && entries.Count > most)
            failures.Add(Invalid(path, Number(entries.Count), $"should have at most {most} items"));
        if (schema["items"] is not JsonObject items) return;
        foreach (var entry in entries) Check(entry, items, path, failures);
    }

    private static void Scalar(JsonValue value, JsonObject schema, string path, List<FieldFailure> failures)
    {
        if (value.GetValueKind() == JsonValueKind.String)
        {
            // One failure for a string is enough for the server.
            if (Misfit((string)value!, schema) is { } why) failures.Add(Invalid(path, Text(value), why));
        }
        else if (value.GetValueKind() == JsonValueKind.Number)
        {
            var number = (double)value;
            if ((double?)schema["maximum"] is { } highest && number > highest) failures.Add(Invalid(path, Text(value), $"should be less than or equal to {Number(highest)}"));
            if ((double?)schema["minimum"] is { } lowest && number < lowest) failures.Add(Invalid(path, Text(value), $"should be greater than or equal to {Number(lowest)}"));
        }
    }

    private static string? Misfit(string text, JsonObject schema)
    {
        var length = text.EnumerateRunes().Count();
        if ((int?)schema["maxLength"] is { } longest && length > longest) return $"should be at most {longest} chars long";
        if ((int?)schema["minLength"] is { } shortest && length < shortest) return $"should be at least {shortest} chars long";
        return (string?)schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, MatchLimit) ? $"should match '{pattern}'" : null;
    }

    private static bool Fits(JsonNode? node, string type, string? format, out string what)
    {
        what = format == "date-time" ? format : type;
        return (type, node?.GetValueKind() ?? JsonValueKind.Null) switch
        {
            ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("number", JsonValueKind.Number) => true,
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("integer", JsonValueKind.Number) => double.IsInteger((double)node!),
            ("string", JsonValueKind.String) => format != "date-time"
                || DateTimeOffset.TryParse((string)node!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
            _ => false,
        };
    }

    // With a format the server names what it read: a text by itself, a number by its size.
    private static string TypeOf(JsonNode? node, JsonObject schema) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.String => schema["format"] is null ? "string" : (string)node!,
        JsonValueKind.Number when double.IsInteger((double)node) => (string?)schema["format"] == "date-time" ? "int64" : "integer",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    private static FieldFailure Invalid(string path, string value, string why) =>
        new(path, "FieldValueInvalid", $"Invalid value: {value}: {path} in body {why}");

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
}
