using System.CommandLine;
using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster mode</c>: who reconciles the registries of a cluster.</summary>
internal static class ModeVerb
{
    public static Command Create()
    {
        var name = ClusterArguments.Name();
        var mode = new Argument<string>("MODE") { Description = "observe: somebody else reconciles, the fleet only reads; reconcile: the fleet; olm: the in-cluster Quay Operator." };
        mode.CompletionSources.Add("observe", "reconcile", "olm");
        var finalizers = Choice.Create(
            "--finalizers",
            "When the fleet no longer reconciles: release (default) takes its finalizer off the registries; keep leaves it for an in-cluster operator.",
            "release", "keep");
        var giveBack = new Option<bool>("--give-back") { Description = "With observe or olm: make everything the fleet owns of the registries the in-cluster operator's, before it is installed again. No pod restarts." };
        var command = new Command("mode", "Say who reconciles the registries of a cluster; they go on running.") { name, mode, finalizers, giveBack };
        command.Runs(async (context, cancellationToken) =>
        {
            var body = new ChangeCluster(context.Parsed.GetRequiredValue(mode), context.Parsed.GetValue(finalizers), GiveBack: context.Parsed.GetValue(giveBack));
            var cluster = context.Parsed.GetRequiredValue(name);
            var changed = await context.Client.PatchAsync<ChangedCluster>($"clusters/{Uri.EscapeDataString(cluster)}", body, cancellationToken);
            ChangeVerbs.Show(context, changed.Cluster);
            if (changed.Released > 0) await context.Output.WriteLineAsync($"the finalizer was taken off {changed.Released} registries");
            if (changed.HandedOver > 0) await context.Output.WriteLineAsync($"{changed.HandedOver} objects were handed over to the in-cluster operator");
            foreach (var problem in changed.Problems) await context.Error.WriteLineAsync(problem);
            return changed.Problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
