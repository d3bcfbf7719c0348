using System.CommandLine;
using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster remove</c>.</summary>
internal static class RemoveVerb
{
    public static Command Create()
    {
        var name = ClusterArguments.Name();
        var finalizers = Choice.Create(
            "--finalizers",
            "release: take the finalizer off the cluster's registries (default with --yes); keep: an in-cluster operator will clear it.",
            "release", "keep");
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = new Command("remove", "Remove a cluster from the fleet; its registries go on running.") { name, finalizers, yes };
        command.Runs(async (context, cancellationToken) =>
        {
            var cluster = context.Parsed.GetRequiredValue(name);
            var policy = context.Parsed.GetValue(finalizers)
                ?? (context.Parsed.GetValue(yes) ? "release" : await AskAsync(context, cluster, cancellationToken));
            if (policy is null) return ExitCode.Failed;

            var removed = await context.Client.DeleteAsync<RemovedCluster>(
                $"clusters/{Uri.EscapeDataString(cluster)}?finalizers={policy}", cancellationToken);
            await context.Output.WriteLineAsync(
                policy == "keep"
                    ? $"cluster/{cluster} removed; the finalizers of its registries were left for the in-cluster operator"
                    : $"cluster/{cluster} removed; the finalizer was taken off {removed.Released} registries");
            foreach (var problem in removed.Problems) await context.Error.WriteLineAsync(problem);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string?> AskAsync(VerbContext context, string cluster, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
            throw CommandFault.BadInput("--finalizers is missing and nobody can be asked: give --finalizers release or --finalizers keep.");
        await context.Error.WriteLineAsync(
            $"""
            cluster/{cluster} leaves the fleet; its registries go on running.
            They carry the finalizer quay-operator/finalizer. Whoever reconciles them has to clear it when one is deleted:
              release  take it off now; choose this unless an in-cluster Quay Operator takes over
              keep     leave it for an in-cluster Quay Operator; without one, a registry deleted later would hang
            """);
        await context.Error.WriteAsync("release, keep, or anything else to leave it in the fleet: ");
        var answer = await Console.In.ReadLineAsync(cancellationToken);
        return answer is "release" or "keep" ? answer : null;
    }
}
