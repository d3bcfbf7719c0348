using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Switch;

/// <summary><c>quayfleet fleet</c>: the one switch that stops all writing.</summary>
internal static class FleetCommand
{
    public static Command Create() => new("fleet", "Stop all writing to clusters, or let it go on.") { StopVerb(), ResumeVerb(), StatusVerb() };

    /// <summary>Says on the side that nothing is written; silent when the fleet writes.</summary>
    public static async Task WarnAsync(VerbContext context, CancellationToken cancellationToken)
    {
        if ((await context.Client.GetAsync<FleetOverview>("fleet", cancellationToken)).Stopped is { } stopped) await context.Error.WriteLineAsync(Line(stopped));
    }

    private static Command StopVerb()
    {
        var reason = new Option<string>("--reason") { Description = "Why, for whoever finds it stopped.", HelpName = "TEXT", Required = true };
        var command = new Command("stop", "Stop all writing to clusters, everywhere. Registries run on and are watched.") { reason };
        command.Runs(async (context, cancellationToken) =>
        {
            var now = await context.Client.PostAsync<FleetSwitch>("fleet/stop", new StopFleet(context.Parsed.GetRequiredValue(reason)), cancellationToken);
            await context.Output.WriteLineAsync(Line(now.Stopped));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command ResumeVerb()
    {
        var command = new Command("resume", "Let the fleet write to its clusters again.");
        command.Runs(async (context, cancellationToken) =>
        {
            await context.Output.WriteLineAsync(Line((await context.Client.PostAsync<FleetSwitch>("fleet/resume", null, cancellationToken)).Stopped));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command StatusVerb()
    {
        var command = new Command("status", "Say whether the fleet writes to its clusters.");
        command.Runs(async (context, cancellationToken) =>
        {
            await context.Output.WriteLineAsync(Line((await context.Client.GetAsync<FleetOverview>("fleet", cancellationToken)).Stopped));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Line(FleetStop? stopped) =>
        stopped is null ? "The fleet writes to its clusters." : $"The fleet is stopped by {stopped.By} since {Rows.Time(stopped.At)}: {stopped.Reason}. `quayfleet fleet resume` lets it write again.";
}
