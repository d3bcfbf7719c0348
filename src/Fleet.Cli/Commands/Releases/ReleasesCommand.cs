using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Releases;

/// <summary><c>quayfleet releases</c>.</summary>
internal static class ReleasesCommand
{
    public static Command Create() => new("releases", "Find the way from one release to another.") { PathVerb() };

    private static Command PathVerb()
    {
        var from = new Argument<string>("FROM") { Description = "The version that runs." };
        var to = new Argument<string>("TO") { Description = "The version to arrive at." };
        var output = OutputOption.Create();
        var command = new Command("path", "Print the upgrades that lead from one release to another, or why there are none.") { from, to, output };
        command.Runs(async (context, cancellationToken) =>
        {
            var query = $"releases/path?from={Uri.EscapeDataString(context.Parsed.GetRequiredValue(from))}&to={Uri.EscapeDataString(context.Parsed.GetRequiredValue(to))}";
            var node = await context.Client.GetNodeAsync(query, cancellationToken);
            switch (context.Parsed.GetValue(output))
            {
                case OutputFormat.Json:
                    await context.Output.WriteLineAsync(ObjectPrinter.ToJson(node));
                    break;
                case OutputFormat.Yaml:
                    await context.Output.WriteLineAsync(ObjectPrinter.ToYaml(node));
                    break;
                case OutputFormat.Name:
                    foreach (var step in Connection.FleetClient.Read<ReleasePath>(node).Steps) await context.Output.WriteLineAsync($"release/{step.To}");
                    break;
                default:
                    var path = Connection.FleetClient.Read<ReleasePath>(node);
                    Columns.Write(context.Output, ["FROM", "TO", "CHANNEL"], path.Steps.Select(step => (IReadOnlyList<string>)[step.From, step.To, step.Channel]));
                    if (path.Steps.Count == 0) await context.Error.WriteLineAsync("It is there already.");
                    break;
            }
            return ExitCode.Done;
        });
        return command;
    }
}
