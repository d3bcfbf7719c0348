using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Output;
using Fleet.Domain.Clusters;

namespace Fleet.Cli.Commands.Catalogs;

/// <summary><c>quayfleet catalog</c>: where the fleet's releases come from.</summary>
internal static class CatalogCommand
{
    public static Command Create() => new("catalog", "Import releases and channels.")
    {
        Verb("import", "Take a catalog into the fleet's: what opm render prints, or a ReleaseCatalog.", dryRun: false),
        Verb("diff", "Show what importing a catalog would change.", dryRun: true),
        ApprovalVerb(),
    };

    private static Command ApprovalVerb()
    {
        var channel = new Argument<string>("CHANNEL") { Description = "For example stable-3.7." };
        var approval = new Argument<string>("APPROVAL") { Description = "Automatic, Manual, or none to leave it open." };
        var command = new Command("approval", "Say who lets the upgrades of a channel begin, where neither the registry nor its cluster does.") { channel, approval };
        command.Runs(async (context, cancellationToken) =>
        {
            var chosen = context.Parsed.GetRequiredValue(approval);
            if (chosen is not ("Automatic" or "Manual" or "none")) throw CommandFault.BadInput($"APPROVAL '{chosen}' is not known: use Automatic, Manual or none.");
            var path = $"channels/{Uri.EscapeDataString(context.Parsed.GetRequiredValue(channel))}/approval";
            var answer = await context.Client.PutAsync<Channel>(path, new SetApproval(chosen == "none" ? null : chosen), cancellationToken);
            Columns.Write(context.Output, UpgradeRows.ChannelHeader, [UpgradeRows.Of(answer)]);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verb(string verb, string description, bool dryRun)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The catalog, as JSON or YAML." };
        var package = new Option<string?>("--package") { Description = "Which package of the file; quay-operator or project-quay by default.", HelpName = "NAME" };
        var name = new Option<string?>("--name") { Description = "Under which it is kept; the file's name by default.", HelpName = "NAME" };
        var output = OutputOption.Create();
        var command = new Command(verb, description) { file, package, name, output };
        command.Runs(async (context, cancellationToken) =>
        {
            var from = context.Parsed.GetRequiredValue(file);
            var kept = context.Parsed.GetValue(name) ?? NameOf(from);
            if (!DnsNames.IsLabel(kept))
                throw CommandFault.BadInput($"--name '{kept}' is no name of a catalog: use 1 to 63 lower-case letters, digits and '-'.");
            var body = new ImportCatalog(await ReadAsync(from, cancellationToken), from.Name, context.Parsed.GetValue(package));
            var change = await context.Client.PostAsync<CatalogChange>($"catalogs/{kept}{(dryRun ? "?dryRun=true" : "")}", body, cancellationToken);
            CatalogChanges.Write(context, change, context.Parsed.GetValue(output));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file.FullName, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFault.BadInput($"FILE {file} cannot be read: name a catalog that can.");
        }
    }

    // "redhat-operator-index_v4.12.json" is kept as "redhat-operator-index-v4-12".
    private static string NameOf(FileInfo file)
    {
        var name = new string([.. Path.GetFileNameWithoutExtension(file.Name).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]);
        return name.Trim('-');
    }
}
