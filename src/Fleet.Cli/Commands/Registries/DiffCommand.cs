using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands.Render;

namespace Fleet.Cli.Commands.Registries;

/// <summary><c>quayfleet diff</c>: what a file would change of a registry, or what the fleet would change of its objects.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var (reference, force) = (RegistryArguments.Ref(), RegistryArguments.Force());
        var file = new Option<FileInfo?>("--file", "-f") { Description = "What this QuayRegistry, YAML or JSON, would change. Without it: what the fleet would change of the registry's objects.", HelpName = "FILE" };
        var version = new Option<string?>("--version") { Description = "What the fleet would change if the registry were to run this version.", HelpName = "VERSION" };
        var command = new Command("diff", "Show what would change, as the cluster sees it, and change nothing. Ends with 0 when nothing, with 1 when something.") { reference, file, force, version };
        command.Runs(async (context, cancellationToken) =>
        {
            var registry = context.Parsed.Read(reference);
            if (context.Parsed.GetValue(file) is not { } named)
            {
                var diff = await context.Client.GetAsync<RegistryDiff>($"{registry.Path}/diff{RegistryArguments.Query(("version", context.Parsed.GetValue(version)))}", cancellationToken);
                ObjectChanges.Write(context.Output, diff);
                return diff.Faults.Count == 0 && diff.Objects.All(change => change.Action == ObjectAction.Keep) ? ExitCode.Done : ExitCode.Failed;
            }
            if (context.Parsed.GetValue(version) is not null) throw CommandFault.BadInput("--version says what the registry's objects would be, and --file what the registry would be: give one of the two.");
            var manifest = InputField.Read(named).Node!;
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
