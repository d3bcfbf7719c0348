using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster preflight</c>: whether a cluster has what registries need.</summary>
internal static class PreflightVerb
{
    public static Command Create()
    {
        var name = ClusterArguments.Name();
        var command = new Command("preflight", "Find out whether a cluster has what registries need; ends with 1 when it has not. Nothing is written.") { name };
        command.Runs(async (context, cancellationToken) =>
        {
            var preflight = await context.Client.GetAsync<ClusterPreflight>($"clusters/{Uri.EscapeDataString(context.Parsed.GetRequiredValue(name))}/preflight", cancellationToken);
            Columns.Write(context.Output, ["CHECK", "RESULT", "MESSAGE"], preflight.Checks.Select(check => (string[])[check.Name, check.Result, check.Message]));
            return preflight.Ready ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
