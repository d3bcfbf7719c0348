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
        var reference = new Argument<string>("REF") { Description = "cluster/NAME, registry/CLUSTER/NAMESPACE/NAME or rollout/NAME." };
        var command = new Command("why", "Say what a cluster, registry or rollout waits for.") { reference };
        command.Runs(async (context, cancellationToken) =>
        {
            var what = Reference.Parse(context.Parsed.GetRequiredValue(reference));
            var (blockers, fine) = what switch
            {
                Reference.Rollout => (Of(await context.Client.GetAsync<Rollout>(what.Path, cancellationToken)), "has ended, or nothing holds it up"),
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

    private static IReadOnlyList<Blocker> Of(Rollout rollout) =>
        rollout.Phase == "Planned" ? [new Blocker("planned", $"It is planned, and begins with `quayfleet rollout start {rollout.Name}`.", null)]
        : rollout.Reason.Length > 0 ? [new Blocker(rollout.Phase.ToLowerInvariant(), rollout.Reason, null), .. rollout.Blockers] : rollout.Blockers;
}
