using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Access;

/// <summary><c>quayfleet whoami</c>.</summary>
internal static class WhoAmICommand
{
    public static Command Create()
    {
        var output = OutputOption.Create();
        var command = new Command("whoami", "Show who the server takes you for, and what you may do.") { output };
        command.Runs(async (context, cancellationToken) =>
        {
            var format = context.Parsed.GetValue(output);
            var node = await context.Client.GetNodeAsync("whoami", cancellationToken);
            if (ObjectPrinter.TryWrite(context.Output, node, format)) return ExitCode.Done;
            var me = Connection.FleetClient.Read<WhoAmI>(node);
            await context.Output.WriteLineAsync(format == OutputFormat.Name ? me.Name : $"{me.Name} ({me.Kind}{(me.ExpiresAt is { } until ? $", until {Rows.Time(until)}" : "")})");
            if (format == OutputFormat.Name) return ExitCode.Done;
            foreach (var grant in me.Grants) await context.Output.WriteLineAsync($"  {grant.Role} on {(grant.Clusters.Length > 0 ? "clusters " + grant.Clusters : "the whole fleet")}");
            if (me.Grants.Count == 0) await context.Error.WriteLineAsync("You have no role: ask an administrator of the fleet for one.");
            return ExitCode.Done;
        });
        return command;
    }
}
