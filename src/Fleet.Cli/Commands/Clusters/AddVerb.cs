using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.References;
using Fleet.Domain.Clusters;
using ConnectionState = Fleet.Api.V1.ConnectionState;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster add</c>.</summary>
internal static class AddVerb
{
    /// <summary>How long to wait for the first word of a new cluster.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "The cluster's name in the fleet.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<FileInfo?>("--kubeconfig") { Description = "The kubeconfig; files it names are sent along.", HelpName = "FILE" };
        var folder = new Option<DirectoryInfo?>("--from-folder") { Description = "Add a cluster for each kubeconfig of a folder, named as its file without the ending; without NAME.", HelpName = "DIR" };
        var chosen = ClusterArguments.Context();
        var mode = Choice.Create(
            "--mode",
            "reconcile: the fleet renders, applies and upgrades; olm: the in-cluster operator does, steered by the fleet; observe (default): read only.",
            "observe", "reconcile", "olm");
        var labels = new Option<string[]>("--label") { Description = "A label, K=V; may be repeated.", HelpName = "K=V", DefaultValueFactory = _ => [] };
        var (channel, approval) = (SubscribeVerb.Channel(), SubscribeVerb.Approval());
        var command = new Command("add", "Add a cluster to the fleet.") { name, file, folder, chosen, mode, labels, channel, approval };
        command.Runs(async (context, cancellationToken) =>
        {
            var parsed = context.Parsed;
            var read = ReadLabels(parsed.GetRequiredValue(labels));
            if (parsed.GetValue(folder) is { } many)
            {
                if (parsed.GetValue(name) is not null || parsed.GetValue(file) is not null || parsed.GetValue(chosen) is not null)
                    throw CommandFault.BadInput("--from-folder takes names and current contexts from its files: leave NAME, --kubeconfig and --context out.");
                return await AddFolder.RunAsync(context, many, Body, cancellationToken);
            }
            if (parsed.GetValue(name) is not { } one || parsed.GetValue(file) is not { } kubeconfig)
                throw CommandFault.BadInput("Which cluster? Give NAME and --kubeconfig FILE, or --from-folder DIR.");
            var body = Body(one, Kubeconfig.Inline(kubeconfig, parsed.GetValue(chosen)));
            var added = await context.Client.PostAsync<Cluster>("clusters", body, cancellationToken);
            ChangeVerbs.Show(context, await FirstWordAsync(context, added, cancellationToken));
            return ExitCode.Done;

            AddCluster Body(string of, string text) => new(of, text, Context: null, parsed.GetValue(mode) ?? "observe", read, parsed.GetValue(channel), parsed.GetValue(approval));
        });
        return command;
    }

    private static Dictionary<string, string> ReadLabels(string[] labels)
    {
        var read = new Dictionary<string, string>();
        foreach (var label in labels)
        {
            if (label.Split('=', 2) is not [var name, var value]) throw CommandFault.BadInput($"--label '{label}' has no value: write K=V.");
            if (LabelRules.Problem(name, value) is { } problem) throw CommandFault.BadInput($"--label {problem}");
            read[name] = value;
        }
        return read;
    }

    // Added is added: whether it can be reached as well is worth a moment, not the exit code.
    private static async Task<Cluster> FirstWordAsync(VerbContext context, Cluster added, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var latest = added;
        try
        {
            var path = new Reference.Cluster(ClusterName.Parse(added.Name)).WatchPath;
            await foreach (var item in FleetEvents.FollowAsync(context.Client, path, context.Time, either.Token))
            {
                if (!item.IsState || item.Object is not { } node) continue;
                latest = FleetClient.Read<Cluster>(node);
                if (latest.State is not (ConnectionState.Connecting or ConnectionState.Syncing)) break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is known so far will do.
        }
        return latest;
    }
}
