using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Clusters;

/// <summary>The verbs that change a registered cluster and show it afterwards.</summary>
internal static class ChangeVerbs
{
    /// <param name="action">The last part of the path.</param>
    public static Command Simple(string verb, string action, string description)
    {
        var name = ClusterArguments.Name();
        var command = new Command(verb, description) { name };
        command.Runs(async (context, cancellationToken) =>
        {
            var cluster = context.Parsed.GetRequiredValue(name);
            Show(context, await context.Client.PostAsync<Cluster>($"clusters/{Uri.EscapeDataString(cluster)}/{action}", null, cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Rotate()
    {
        var (name, file, chosen) = (ClusterArguments.Name(), ClusterArguments.KubeconfigFile(), ClusterArguments.Context());
        var command = new Command("rotate", "Replace the credentials of a cluster.") { name, file, chosen };
        command.Runs(async (context, cancellationToken) =>
        {
            var body = new RotateCredentials(Kubeconfig.Inline(context.Parsed.GetRequiredValue(file), context.Parsed.GetValue(chosen)));
            var cluster = context.Parsed.GetRequiredValue(name);
            Show(context, await context.Client.PostAsync<Cluster>($"clusters/{Uri.EscapeDataString(cluster)}/credentials", body, cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The cluster and what it waits for.</summary>
    public static void Show(VerbContext context, Cluster cluster)
    {
        Columns.Write(context.Output, Rows.ClusterHeader(wide: false), [Rows.Of(cluster, wide: false)]);
        BlockerLines.Write(context.Output, cluster.Blockers);
    }
}
