using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Catalogs;

/// <summary>Prints what an import changed, or would: <c>+</c> what comes, <c>-</c> what goes, <c>~</c> what changes.</summary>
internal static class CatalogChanges
{
    public static void Write(VerbContext context, CatalogChange change, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json or OutputFormat.Yaml:
                JsonNode node = JsonSerializer.SerializeToNode(change, JsonSerializerOptions.Web)!;
                context.Output.WriteLine(format == OutputFormat.Json ? ObjectPrinter.ToJson(node) : ObjectPrinter.ToYaml(node));
                break;
            case OutputFormat.Name:
                context.Output.WriteLine($"catalog/{change.Name}");
                break;
            default:
                WriteLines(context.Output, change);
                WriteSummary(context.Error, change);
                break;
        }
    }

    private static void WriteLines(TextWriter output, CatalogChange change)
    {
        foreach (var version in change.Added) output.WriteLine($"+ release {version}");
        foreach (var version in change.Removed) output.WriteLine($"- release {version}");
        foreach (var release in change.Changed) output.WriteLine($"~ release {release.Version} {release.Field}: {release.Before ?? "-"} → {release.After ?? "-"}");
        foreach (var channel in change.Channels)
            output.WriteLine(channel switch
            {
                { HeadBefore: null } => $"+ channel {channel.Name} with head {channel.HeadAfter}",
                { HeadAfter: null } => $"- channel {channel.Name} with head {channel.HeadBefore}",
                _ when channel.HeadBefore == channel.HeadAfter => $"~ channel {channel.Name}, head still {channel.HeadAfter}",
                _ => $"~ channel {channel.Name} head: {channel.HeadBefore} → {channel.HeadAfter}",
            });
    }

    private static void WriteSummary(TextWriter error, CatalogChange change)
    {
        var nothing = change.Added.Count + change.Removed.Count + change.Changed.Count + change.Channels.Count == 0;
        var read = $"{change.Releases} releases{(change.Package is { } package ? $" of package {package}" : "")}"
            + (change.Ignored > 0 ? $"; {change.Ignored} documents of no interest were passed over" : "");
        error.WriteLine(change.DryRun
            ? $"Catalog {change.Name} has {read}. Importing it would change {(nothing ? "nothing" : "this")}."
            : $"Catalog {change.Name} is imported: {read}.{(nothing ? " Nothing changes." : "")}");
    }
}
