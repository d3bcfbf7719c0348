using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Cli.Commands.Wait;

/// <summary>What <c>wait --for</c> waits for.</summary>
internal abstract record Expectation
{
    private Expectation() { }

    /// <param name="subject">The cluster or registry as the API shows it; null while it does not exist.</param>
    public abstract bool IsMet(JsonNode? subject);

    /// <exception cref="CommandFault">It cannot be read; the message says how to write one.</exception>
    public static Expectation Parse(string text)
    {
        if (text == "delete") return new Deleted();
        const string jsonpath = "jsonpath=";
        var rest = text.StartsWith(jsonpath, StringComparison.Ordinal) ? text[jsonpath.Length..] : text;
        var at = rest.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = at > 0 ? (rest[..at].Trim(), rest[(at + 1)..].Trim()) : ("", "");
        if (name == "condition" && value.Length > 0)
            return value.Split('=', 2) is [var type, var status] ? new Condition(type, status) : new Condition(value, "True");
        var path = name.TrimStart('{').TrimEnd('}').TrimStart('.').Split('.');
        return name.Length > 0 && path.All(step => step.Length > 0)
            ? new Field([.. path], value)
            : throw CommandFault.BadInput($"--for '{text}' cannot be waited for: write condition=TYPE, FIELD=VALUE (for example currentVersion=3.7.11) or delete.");
    }

    /// <summary>A condition; it counts only while it is live, since unknown is never green. Of a cluster, <c>Available</c> means live.</summary>
    public sealed record Condition(string Type, string Status) : Expectation
    {
        public override bool IsMet(JsonNode? subject)
        {
            if (subject is null || (string?)subject["freshness"] != "live") return false;
            return subject["conditions"] is JsonArray conditions
                ? conditions.Any(condition =>
                    string.Equals((string?)condition?["type"], Type, StringComparison.OrdinalIgnoreCase)
                    && string.Equals((string?)condition?["status"], Status, StringComparison.OrdinalIgnoreCase))
                : Type.Equals("Available", StringComparison.OrdinalIgnoreCase) == Status.Equals("True", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>A field has a value, as the API writes it.</summary>
    public sealed record Field(IReadOnlyList<string> Path, string Value) : Expectation
    {
        public override bool IsMet(JsonNode? subject)
        {
            var node = subject;
            foreach (var step in Path)
                node = node switch
                {
                    JsonObject map => map[step],
                    JsonArray list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < list.Count => list[i],
                    _ => null,
                };
            return subject is not null && node switch
            {
                null => Value == "null",
                JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>() == Value,
                _ => node.ToJsonString() == Value,
            };
        }
    }

    /// <summary>It is no longer there.</summary>
    public sealed record Deleted : Expectation
    {
        public override bool IsMet(JsonNode? subject) => subject is null;
    }
}
