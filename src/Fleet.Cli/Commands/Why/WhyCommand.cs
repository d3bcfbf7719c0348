using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;
using Fleet.Cli.References;

namespace Fleet.Cli.Commands.Why;

/// <summary><c>quayfleet why REF</c>: what it waits for.</summary>
internal static class WhyCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REF") { Description = "cluster/NAME or registry/CLUSTER/NAMESPACE/NAME." };
        var command = new Command("why", "Say what a cluster or registry waits for.") { reference };
        command.Runs(async (context, cancellationToken) =>
        {
            var what = Reference.Parse(context.Parsed.GetRequiredValue(reference));
            var (blockers, fine) = what switch
            {
                Reference.Rollout => ((await context.Client.GetAsync<Rollout>(what.Path, cancellationToken)) is { Reason: { Length: > 0 } reason } halted
                    ? [new Blocker(halted.Phase.ToLowerInvariant(), reason, null), .. halted.Blockers]
                    : (await context.Client.GetAsync<Rollout>(what.Path, cancellationToken)).Blockers, "has ended, or nothing holds it up"),
                Reference.Cluster => ((await context.Client.GetAsync<Cluster>(what.Path, cancellationToken)).Blockers, "is connected and live"),
                _ => ((await context.Client.GetAsync<Registry>(what.Path, cancellationToken)).Blockers, "is available and live"),
            };
            if (blockers.Count == 0) await context.Output.WriteLineAsync($"nothing: {what} {fine}");
            else await context.Output.WriteLineAsync($"{what} waits for:");
            BlockerLines.Write(context.Output, blockers);
            return ExitCode.Done;
        });
        return command;
    }
}
