using System.Text.Json.Nodes;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Get;

/// <summary>Prints objects as they come, each again only when what is printed of it differs.</summary>
internal sealed class WatchPrinter(VerbContext context, GetKind kind, ListFormat list)
{
    private const int Gap = 3;

    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);
    private int[]? _widths;

    /// <summary>The names of those that were printed, and not removed since.</summary>
    public IEnumerable<string> Shown => _shown.Keys;

    /// <param name="items">Those that come together are aligned with each other, and later ones with them as far as they fit.</param>
    public async Task PrintAsync(IReadOnlyCollection<JsonNode> items)
    {
        if (list.Format is OutputFormat.Table or OutputFormat.Wide) await PrintRowsAsync(items);
        else
            foreach (var item in items.Where(item => IsNews(item, ObjectPrinter.ToJsonLine(item))))
                await context.Output.WriteLineAsync(list.Format switch
                {
                    OutputFormat.Json => ObjectPrinter.ToJsonLine(item),
                    OutputFormat.Yaml => "---\n" + ObjectPrinter.ToYaml(item),
                    _ => GetList.NameOf(kind, item),
                });
        await context.Output.FlushAsync();
    }

    /// <param name="name">With its kind, as <c>-o name</c> prints it.</param>
    public async Task RemovedAsync(string name)
    {
        if (!_shown.Remove(name) || !list.IsTable) return;
        await context.Output.WriteLineAsync($"{name}  removed");
        await context.Output.FlushAsync();
    }

    private async Task PrintRowsAsync(IReadOnlyCollection<JsonNode> items)
    {
        var wide = list.Format == OutputFormat.Wide;
        var rows = items.Select(item => (Item: item, Cells: list.Columns?.Row(item) ?? GetList.Row(kind, item, wide)))
            .Where(row => IsNews(row.Item, string.Join('\t', row.Cells))).Select(row => row.Cells).ToList();
        if (rows.Count == 0) return;
        if (_widths is null)
        {
            rows.Insert(0, list.Columns?.Header ?? GetList.Header(kind, wide));
            _widths = new int[rows[0].Count];
        }
        foreach (var row in rows)
            for (var column = 0; column < _widths.Length; column++) _widths[column] = Math.Max(_widths[column], row[column].Length + Gap);
        foreach (var row in rows) await context.Output.WriteLineAsync(string.Concat(row.Select((cell, column) => cell.PadRight(_widths[column]))).TrimEnd());
    }

    private bool IsNews(JsonNode item, string text)
    {
        var name = GetList.NameOf(kind, item);
        if (_shown.GetValueOrDefault(name) == text) return false;
        _shown[name] = text;
        return true;
    }
}
