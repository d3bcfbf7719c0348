using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Cli.Commands.Render;
using Fleet.Cli.References;

namespace Fleet.Cli.Commands.Registries;

/// <summary>Arguments and options that the verbs on registries share.</summary>
internal static class RegistryArguments
{
    public static Argument<string> Ref() => new("REF") { Description = "registry/CLUSTER/NAMESPACE/NAME." };

    public static Option<FileInfo> File() => new("--file", "-f") { Description = "A QuayRegistry, as YAML or JSON.", HelpName = "FILE", Required = true };

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Show what would change, as the cluster sees it, and change nothing." };

    public static Option<bool> Force() => new("--force-conflicts") { Description = "Take over fields that belong to somebody else." };

    public static Reference.Registry Read(this ParseResult parsed, Argument<string> reference) =>
        Reference.Parse(parsed.GetRequiredValue(reference)) as Reference.Registry
        ?? throw CommandFault.BadInput($"REF '{parsed.GetRequiredValue(reference)}' names no registry: write registry/CLUSTER/NAMESPACE/NAME.");

    public static JsonNode Read(this ParseResult parsed, Option<FileInfo> file) => InputField.Read(parsed.GetRequiredValue(file)).Node!;

    /// <summary>The query of a write.</summary>
    public static string Query(params (string Name, string? Value)[] parameters)
    {
        var given = parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }

    public static string? Flag(bool value) => value ? "true" : null;

    /// <summary>One line of JSON, texts without their quotes.</summary>
    public static string Short(JsonElement? value) => value switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => Output.ObjectPrinter.ToJsonLine(JsonNode.Parse(other.GetRawText())!),
    };
}
