using System.CommandLine;
using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Registries;

/// <summary><c>quayfleet registry delete</c>.</summary>
internal static class DeleteVerb
{
    public static Command Create()
    {
        var (reference, dryRun) = (RegistryArguments.Ref(), RegistryArguments.DryRun());
        var confirm = new Option<string?>("--confirm") { Description = "The registry's name, typed once more: its databases and its bucket go too.", HelpName = "NAME" };
        var command = new Command("delete", "Delete a registry, its databases and its bucket.") { reference, confirm, dryRun };
        command.Runs(async (context, cancellationToken) =>
        {
            var registry = context.Parsed.Read(reference);
            if (context.Parsed.GetValue(dryRun))
            {
                RegistryChanges.Write(context.Output, await DeleteAsync(context, registry.Path + "?dryRun=true", cancellationToken));
                return ExitCode.Done;
            }
            var typed = context.Parsed.GetValue(confirm) ?? await AskAsync(context, registry.Path, registry.Id.Name, cancellationToken);
            if (typed != registry.Id.Name)
                throw CommandFault.BadInput(
                    $"--confirm '{typed}' is not the registry's name: its databases and its bucket are deleted as well; give --confirm {registry.Id.Name} if that is meant.");
            RegistryChanges.Write(context.Output, await DeleteAsync(context, $"{registry.Path}?confirm={Uri.EscapeDataString(typed)}", cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string?> AskAsync(VerbContext context, string path, string name, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected) return null;
        RegistryChanges.Write(context.Error, await DeleteAsync(context, path + "?dryRun=true", cancellationToken));
        await context.Error.WriteAsync($"Type {name} to delete it: ");
        return await Console.In.ReadLineAsync(cancellationToken);
    }

    private static Task<RegistryChange> DeleteAsync(VerbContext context, string path, CancellationToken cancellationToken) =>
        context.Client.DeleteAsync<RegistryChange>(path, cancellationToken);
}
