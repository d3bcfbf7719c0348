using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Commands.Switch;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Get;

/// <summary><c>quayfleet get fleet</c>: the fleet in numbers.</summary>
internal static class GetTotals
{
    /// <param name="label">The cluster label to count by as well; null for none.</param>
    /// <param name="watch">Again whenever something changes, until it is stopped.</param>
    public static async Task<int> RunAsync(VerbContext context, string? label, ListFormat list, bool watch, CancellationToken cancellationToken)
    {
        if (list.Format == OutputFormat.Name) throw CommandFault.BadInput("The fleet has no name: use -o wide, json or yaml.");
        var path = label is null ? "fleet" : "fleet?by-label=" + Uri.EscapeDataString(label);
        if (watch)
        {
            await Display.FollowAsync(context.Output, list.IsTable, AgainAsync(context, path, cancellationToken), (output, fleet) => Write(output, fleet, label, list, inStream: true), _ => false);
            return ExitCode.Done;
        }
        Write(context.Output, await context.Client.GetNodeAsync(path, cancellationToken), label, list, inStream: false);
        if (list.IsTable) await FleetCommand.WarnAsync(context, cancellationToken);
        return ExitCode.Done;
    }

    private static async IAsyncEnumerable<JsonNode> AgainAsync(VerbContext context, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var news = new FleetNews(context.Client, context.Time, cancellationToken);
        news.Follow("watch", item => item.Type is WatchEventTypes.Synced or WatchEventTypes.Changed or WatchEventTypes.Removed);
        var shown = "";
        await foreach (var fleet in news.ReadAsync(() => context.Client.GetNodeAsync(path, cancellationToken)))
        {
            if (ObjectPrinter.ToJsonLine(fleet) is var text && text == shown) continue;
            shown = text;
            yield return fleet;
        }
    }

    private static void Write(TextWriter output, JsonNode fleet, string? label, ListFormat list, bool inStream)
    {
        if (list.Columns is { } columns) Columns.Write(output, columns.Header, [columns.Row(fleet)]);
        else if (list.Format == OutputFormat.Json) output.WriteLine(inStream ? ObjectPrinter.ToJsonLine(fleet) : ObjectPrinter.ToJson(fleet));
        else if (list.Format == OutputFormat.Yaml) output.WriteLine((inStream ? "---\n" : "") + ObjectPrinter.ToYaml(fleet));
        else TotalsRows.Write(output, FleetClient.Read<FleetOverview>(fleet), label, list.Format == OutputFormat.Wide);
        output.Flush();
    }
}
