using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;
using Fleet.Cli.References;

namespace Fleet.Cli.Commands.Upgrades;

/// <summary><c>quayfleet upgrade</c>: lets upgrades of single registries begin.</summary>
internal static class UpgradeCommand
{
    public static Command Create() => new("upgrade", "Approve the upgrade of a registry; `get upgrades` lists what is pending.") { ApproveVerb() };

    private static Command ApproveVerb()
    {
        var reference = new Argument<string>("REF") { Description = "registry/CLUSTER/NAMESPACE/NAME." };
        var version = new Option<string?>("--to") { Description = "The version to go to; what is pending by default.", HelpName = "VERSION" };
        var command = new Command("approve", "Let an upgrade begin. Quay is not available while the migration of its database runs.") { reference, version };
        command.Runs(async (context, cancellationToken) =>
        {
            if (Reference.Parse(context.Parsed.GetRequiredValue(reference)) is not Reference.Registry registry)
                throw CommandFault.BadInput("REF is no registry: write registry/CLUSTER/NAMESPACE/NAME.");
            var answer = await context.Client.PostAsync<Registry>(registry.Path + "/upgrade", new ApproveUpgrade(context.Parsed.GetValue(version)), cancellationToken);
            Columns.Write(context.Output, Rows.RegistryHeader(wide: false), [Rows.Of(answer, wide: false)]);
            BlockerLines.Write(context.Output, answer.Blockers);
            return ExitCode.Done;
        });
        return command;
    }
}
