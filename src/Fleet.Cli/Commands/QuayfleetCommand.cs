using System.CommandLine;
using System.CommandLine.Invocation;
using Fleet.Cli.Commands.Access;
using Fleet.Cli.Commands.Catalogs;
using Fleet.Cli.Commands.Clusters;
using Fleet.Cli.Commands.Completion;
using Fleet.Cli.Commands.Config;
using Fleet.Cli.Commands.Describe;
using Fleet.Cli.Commands.Get;
using Fleet.Cli.Commands.Registries;
using Fleet.Cli.Commands.Releases;
using Fleet.Cli.Commands.Render;
using Fleet.Cli.Commands.Rollouts;
using Fleet.Cli.Commands.Switch;
using Fleet.Cli.Commands.Upgrades;
using Fleet.Cli.Commands.Wait;
using Fleet.Cli.Commands.Webhooks;
using Fleet.Cli.Commands.Why;
using Fleet.Cli.Connection;

namespace Fleet.Cli.Commands;

/// <summary>The command <c>quayfleet</c>: one class per verb below it.</summary>
internal static class QuayfleetCommand
{
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) =>
        RunAsync(args, new InvocationConfiguration { Output = output, Error = error });

    /// <param name="configuration">Where output and errors go; the console by default.</param>
    public static async Task<int> RunAsync(string[] args, InvocationConfiguration? configuration = null, CancellationToken cancellationToken = default)
    {
        var parsed = Root().Parse(args);
        if (parsed.Action is not ParseErrorAction) return await parsed.InvokeAsync(configuration, cancellationToken);
        var error = configuration?.Error ?? Console.Error;
        await error.WriteLineAsync($"{string.Join(' ', parsed.Errors.Select(fault => fault.Message.ReplaceLineEndings(" ")))} Add --help to see what can be written.");
        return ExitCode.BadInput;
    }

    internal static RootCommand Root() => new("Manages the Quay registries of a fleet of clusters.")
    {
        ServerOptions.Server,
        ServerOptions.TokenFile,
        ServerOptions.Fleet,
        ClusterCommand.Create(),
        RegistryCommand.Create(),
        FleetCommand.Create(),
        DiffCommand.Create(),
        GetCommand.Create(),
        DescribeCommand.Create(),
        WhyCommand.Create(),
        WaitCommand.Create(),
        RolloutCommand.Create(),
        WebhookCommand.Create(),
        UpgradeCommand.Create(),
        CatalogCommand.Create(),
        ReleasesCommand.Create(),
        RenderCommand.Create(),
        TokenCommand.Create(),
        WhoAmICommand.Create(),
        AuditCommand.Create(),
        ConfigCommand.Create(),
        CompletionCommand.Create(),
    };
}
