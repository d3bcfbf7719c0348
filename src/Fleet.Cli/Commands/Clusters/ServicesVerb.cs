using System.CommandLine;
using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster services</c>: what gates of rollouts ask on a cluster.</summary>
internal static class ServicesVerb
{
    public static Command Create()
    {
        var name = ClusterArguments.Name();
        var prometheus = new Option<string?>("--prometheus") { Description = "The address of its Prometheus, for the gate alerts.", HelpName = "URL" };
        var secret = new Option<string?>("--smoke-secret") { Description = "The Secret in the cluster with the account of smoke tests.", HelpName = "NAMESPACE/NAME" };
        var command = new Command("services", "Name what gates of rollouts ask on a cluster; what is left out is named no more.") { name, prometheus, secret };
        command.Runs(async (context, cancellationToken) =>
        {
            var services = new ClusterServices(context.Parsed.GetValue(prometheus), context.Parsed.GetValue(secret));
            ChangeVerbs.Show(context, await context.Client.PutAsync<Cluster>($"clusters/{Uri.EscapeDataString(context.Parsed.GetRequiredValue(name))}/services", services, cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }
}
