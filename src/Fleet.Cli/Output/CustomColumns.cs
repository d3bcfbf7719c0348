using System.Globalization;
using System.Text.Json.Nodes;

namespace Fleet.Cli.Output;

/// <summary>Columns of the user's choice, as kubectl's <c>-o custom-columns=NAME:.path,…</c>.</summary>
internal sealed class CustomColumns
{
    public const string Prefix = "custom-columns=";
    private const string Nothing = "<none>";

    private readonly IReadOnlyList<(string Name, IReadOnlyList<string> Path)> _columns;

    private CustomColumns(IReadOnlyList<(string, IReadOnlyList<string>)> columns) => _columns = columns;

    public IReadOnlyList<string> Header => [.. _columns.Select(column => column.Name)];

    /// <param name="problem">What is wrong with which column, and the remedy; null when it was read.</param>
    public static CustomColumns? TryParse(string text, out string? problem)
    {
        var columns = new List<(string, IReadOnlyList<string>)>();
        problem = null;
        foreach (var column in text.Split(','))
        {
            if (column.Split(':', 2) is not [{ Length: > 0 } name, { Length: > 0 } path] || TryPath(path) is not { } steps)
            {
                problem = $"custom column '{column}' will not do: write NAME:.path, such as VERSION:.currentVersion, WHY:.blockers[*].code or RING:.labels.ring.";
                return null;
            }
            columns.Add((name, steps));
        }
        return new CustomColumns(columns);
    }

    public IReadOnlyList<string> Row(JsonNode item) => [.. _columns.Select(column => Text(column.Path.Aggregate<string, IEnumerable<JsonNode>>([item], (nodes, step) => nodes.SelectMany(node => Step(node, step)))))];

    // Steps are names, "[3]" and "[*]"; a dot within a name is written "\.".
    private static List<string>? TryPath(string path)
    {
        // kubectl's other form.
        if (path is ['{', .., '}']) path = path[1..^1];
        if (path == ".") return [];
        var steps = new List<string>();
        var at = 0;
        while (at < path.Length)
        {
            var begin = at;
            if (path[at] == '[')
            {
                if (path.IndexOf(']', at) is var end && (end < 0 || path[(at + 1)..end] is not { } index || !(index == "*" || int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _)))) return null;
                steps.Add(path[at..(end + 1)]);
                at = end + 1;
                continue;
            }
            if (path[at] == '.') begin = ++at;
            else if (at > 0) return null;
            while (at < path.Length && path[at] is not ('.' or '[')) at += path[at] == '\\' ? 2 : 1;
            if (at == begin || at > path.Length) return null;
            steps.Add(path[begin..at].Replace("\\.", ".", StringComparison.Ordinal));
        }
        return steps;
    }

    private static IEnumerable<JsonNode> Step(JsonNode node, string step) => (node, step) switch
    {
        (JsonArray items, "[*]") => items.OfType<JsonNode>(),
        (JsonArray items, ['[', .. var index, ']']) when int.Parse(index, CultureInfo.InvariantCulture) is var i && i < items.Count && items[i] is { } item => [item],
        (JsonObject whole, _) when whole[step] is { } value => [value],
        _ => [],
    };

    private static string Text(IEnumerable<JsonNode> values) =>
        string.Join(',', values.Select(value => value is JsonValue ? value.ToString() : ObjectPrinter.ToJsonLine(value))) is { Length: > 0 } text ? text.ReplaceLineEndings(" ") : Nothing;
}
