using Fleet.Api.V1;
using Fleet.Cli.Commands.Switch;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Get;

/// <summary><c>quayfleet get fleet</c>: the fleet in numbers.</summary>
internal static class GetTotals
{
    /// <param name="label">The cluster label to count by as well; null for none.</param>
    public static async Task<int> RunAsync(VerbContext context, string? label, ListFormat list, CancellationToken cancellationToken)
    {
        var node = await context.Client.GetNodeAsync(label is null ? "fleet" : "fleet?by-label=" + Uri.EscapeDataString(label), cancellationToken);
        var format = list.Format;
        if (list.Columns is { } columns)
        {
            Columns.Write(context.Output, columns.Header, [columns.Row(node)]);
            return ExitCode.Done;
        }
        if (ObjectPrinter.TryWrite(context.Output, node, format)) return ExitCode.Done;
        if (format == OutputFormat.Name) throw CommandFault.BadInput("The fleet has no name: use -o wide, json or yaml.");
        TotalsRows.Write(context.Output, FleetClient.Read<FleetOverview>(node), label, format == OutputFormat.Wide);
        await FleetCommand.WarnAsync(context, cancellationToken);
        return ExitCode.Done;
    }
}
