using System.CommandLine;
using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster subscribe</c> and <c>unsubscribe</c>: which channel the registries of a cluster follow.</summary>
internal static class SubscribeVerb
{
    public static Option<string?> Channel() => new("--channel") { Description = "The channel its registries follow, for example stable-3.7.", HelpName = "NAME" };

    public static Option<string?> Approval() => Choice.Create(
        "--approval", "Automatic: upgrades begin as soon as the channel has them; Manual: each is approved. The channel's by default.", "Automatic", "Manual");

    public static Command Create()
    {
        var (name, channel, approval) = (ClusterArguments.Name(), Channel(), Approval());
        channel.Required = true;
        var command = new Command("subscribe", "Let the registries of a cluster follow a channel.") { name, channel, approval };
        command.Runs((context, cancellationToken) => SetAsync(
            context, context.Parsed.GetRequiredValue(name), new Subscription(context.Parsed.GetValue(channel), context.Parsed.GetValue(approval)), cancellationToken));
        return command;
    }

    public static Command CreateEnd()
    {
        var name = ClusterArguments.Name();
        var command = new Command("unsubscribe", "Let the registries of a cluster follow no channel.") { name };
        command.Runs((context, cancellationToken) => SetAsync(context, context.Parsed.GetRequiredValue(name), new Subscription(), cancellationToken));
        return command;
    }

    private static async Task<int> SetAsync(VerbContext context, string name, Subscription subscription, CancellationToken cancellationToken)
    {
        ChangeVerbs.Show(context, await context.Client.PutAsync<Cluster>($"clusters/{Uri.EscapeDataString(name)}/subscription", subscription, cancellationToken));
        return ExitCode.Done;
    }
}
