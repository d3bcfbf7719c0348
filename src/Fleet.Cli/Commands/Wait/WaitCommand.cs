using System.CommandLine;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Fleet.Cli.References;
using Fleet.Domain;

namespace Fleet.Cli.Commands.Wait;

/// <summary><c>quayfleet wait REF --for …</c>: follows the live stream until it is so. What does not exist yet is waited for.</summary>
internal static class WaitCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REF") { Description = "cluster/NAME, registry/CLUSTER/NAMESPACE/NAME or rollout/NAME." };
        var expectation = new Option<string>("--for")
        {
            Description = "condition=TYPE[=STATUS], FIELD=VALUE as the API names it (for example currentVersion=3.7.11), or delete.",
            HelpName = "WHAT",
            Required = true,
        };
        var timeout = new Option<string>("--timeout")
        {
            Description = "How long to wait, for example 90s, 5m or 1h.",
            HelpName = "DURATION",
            DefaultValueFactory = _ => "5m",
        };
        var command = new Command("wait", "Wait until a cluster, registry or rollout is as it should be.") { reference, expectation, timeout };
        command.Runs((context, cancellationToken) =>
        {
            var text = context.Parsed.GetRequiredValue(timeout);
            return Duration.TryParse(text, out var patience)
                ? RunAsync(
                    context,
                    Reference.Parse(context.Parsed.GetRequiredValue(reference)),
                    Expectation.Parse(context.Parsed.GetRequiredValue(expectation)),
                    patience,
                    cancellationToken)
                : throw CommandFault.BadInput($"--timeout '{text}' is no duration: write one such as 90s, 5m or 1h30m.");
        });
        return command;
    }

    private static async Task<int> RunAsync(
        VerbContext context, Reference reference, Expectation expectation, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        JsonNode? latest = null;
        var shown = false;
        try
        {
            await foreach (var item in FleetEvents.FollowAsync(context.Client, reference.WatchPath, context.Time, either.Token))
            {
                // Until everything that exists was sent, absence means nothing.
                if (item.Type is WatchEventTypes.Heartbeat or WatchEventTypes.Resync || (item.Key is { } key && key != reference.Key)) continue;
                // A stream taken up anew does not tell of what went away in between; only that it is not among what exists.
                if (item.Type == WatchEventTypes.Removed || (item.Type == WatchEventTypes.Synced && !shown)) latest = null;
                else if (item.IsState) latest = item.Object;
                shown = item.Type == WatchEventTypes.Snapshot;
                if (expectation.IsMet(latest))
                {
                    await context.Output.WriteLineAsync($"{reference} condition met");
                    return ExitCode.Done;
                }
                if (reference is not Reference.Rollout || !RolloutRows.HasEnded((string?)latest?["phase"])) continue;
                await context.Error.WriteLineAsync($"{reference} has ended, and is {latest!["phase"]}");
                return ExitCode.Failed;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await context.Error.WriteLineAsync($"{reference}: {context.Parsed.GetRequiredValue<string>("--for")} was not met within {context.Parsed.GetRequiredValue<string>("--timeout")}: {Reason(latest)}");
        }
        return ExitCode.Failed;
    }

    private static string Reason(JsonNode? latest)
    {
        if (latest is null) return "it does not exist";
        var blockers = latest["blockers"]?.AsArray().Select(blocker => $"{blocker?["code"]}: {blocker?["message"]}").ToList() ?? [];
        return blockers.Count > 0 ? string.Join("; ", blockers) : "nothing blocks it, and it is not what was waited for";
    }
}
