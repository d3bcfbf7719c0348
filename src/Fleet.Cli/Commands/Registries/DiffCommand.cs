using System.CommandLine;
using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Registries;

/// <summary><c>quayfleet diff</c>: what a file would change.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var (reference, file, force) = (RegistryArguments.Ref(), RegistryArguments.File(), RegistryArguments.Force());
        var command = new Command("diff", "Show what a file would change of a registry, as its cluster sees it. Ends with 0 when nothing, with 1 when something.") { reference, file, force };
        command.Runs(async (context, cancellationToken) =>
        {
            var registry = context.Parsed.Read(reference);
            var manifest = context.Parsed.Read(file);
            var query = RegistryArguments.Query(("dryRun", "true"), ("force", RegistryArguments.Flag(context.Parsed.GetValue(force))));
            var change = await context.Client.FindNodeAsync($"{registry.Path}/manifest", cancellationToken) is null
                ? await context.Client.PostAsync<RegistryChange>($"clusters/{registry.Id.Cluster}/registries?dryRun=true", manifest, cancellationToken)
                : await context.Client.PutAsync<RegistryChange>(registry.Path + query, manifest, cancellationToken);
            RegistryChanges.Write(context.Output, change);
            return change.Changes.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
