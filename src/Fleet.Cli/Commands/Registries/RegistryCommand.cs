using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Registries;

/// <summary><c>quayfleet registry</c>: registries in their clusters.</summary>
internal static class RegistryCommand
{
    public static Command Create() => new("registry", "Create, edit, pause or delete a registry in its cluster.")
    {
        CreateVerb(),
        EditVerb(),
        Simple("pause", "Stop reconciling a registry; it goes on running."),
        Simple("resume", "Reconcile a paused registry again."),
        DeleteVerb.Create(),
        ReconfigureVerb.Create(),
        ManifestVerb(),
    };

    private static Command CreateVerb()
    {
        var cluster = new Argument<string>("CLUSTER") { Description = "The cluster's name in the fleet." };
        var (file, dryRun) = (RegistryArguments.File(), RegistryArguments.DryRun());
        var command = new Command("create", "Create a registry.") { cluster, file, dryRun };
        command.Runs(async (context, cancellationToken) =>
        {
            var path = $"clusters/{Uri.EscapeDataString(context.Parsed.GetRequiredValue(cluster))}/registries";
            var query = RegistryArguments.Query(("dryRun", RegistryArguments.Flag(context.Parsed.GetValue(dryRun))));
            RegistryChanges.Write(context.Output, await context.Client.PostAsync<RegistryChange>(path + query, context.Parsed.Read(file), cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command EditVerb()
    {
        var (reference, file, dryRun, force) = (RegistryArguments.Ref(), RegistryArguments.File(), RegistryArguments.DryRun(), RegistryArguments.Force());
        var command = new Command("edit", "Make a registry what a file says. With metadata.resourceVersion in it, only when nobody changed it since.") { reference, file, dryRun, force };
        command.Runs(async (context, cancellationToken) =>
        {
            var query = RegistryArguments.Query(
                ("dryRun", RegistryArguments.Flag(context.Parsed.GetValue(dryRun))), ("force", RegistryArguments.Flag(context.Parsed.GetValue(force))));
            var change = await context.Client.PutAsync<RegistryChange>(context.Parsed.Read(reference).Path + query, context.Parsed.Read(file), cancellationToken);
            RegistryChanges.Write(context.Output, change);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Simple(string verb, string description)
    {
        var reference = RegistryArguments.Ref();
        var command = new Command(verb, description) { reference };
        command.Runs(async (context, cancellationToken) =>
        {
            RegistryChanges.Write(context.Output, await context.Client.PostAsync<RegistryChange>($"{context.Parsed.Read(reference).Path}/{verb}", null, cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command ManifestVerb()
    {
        var (reference, output) = (RegistryArguments.Ref(), OutputOption.Create());
        var command = new Command("manifest", "Print the QuayRegistry of a registry, to edit it.") { reference, output };
        command.Runs(async (context, cancellationToken) =>
        {
            var manifest = await context.Client.GetNodeAsync($"{context.Parsed.Read(reference).Path}/manifest", cancellationToken);
            ObjectPrinter.TryWrite(context.Output, manifest, context.Parsed.GetValue(output) == OutputFormat.Json ? OutputFormat.Json : OutputFormat.Yaml);
            return ExitCode.Done;
        });
        return command;
    }
}
