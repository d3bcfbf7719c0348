using System.Text.Json.Nodes;
using Fleet.Cli.Commands;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Cli.Connection;

/// <summary>A fleet that the config file knows.</summary>
/// <param name="TokenFile">The file that holds the token: the config file never does.</param>
internal sealed record FleetContext(string? Server, string? TokenFile);

/// <summary>The fleets somebody works with, by name, in a file of their own. Replaced as a whole, and readable by its owner only.</summary>
internal sealed record ContextFile(string? Current, IReadOnlyDictionary<string, FleetContext> Contexts)
{
    public const string Variable = "QUAYFLEET_CONFIG";

    public static string Path =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen ? chosen
        : System.IO.Path.Combine(Home("XDG_CONFIG_HOME", ".config"), "quayfleet", "config.yaml");

    /// <summary>Empty when there is none.</summary>
    /// <exception cref="CommandFault">It cannot be read.</exception>
    public static ContextFile Read()
    {
        try
        {
            if (!File.Exists(Path)) return new ContextFile(null, new Dictionary<string, FleetContext>());
            var root = YamlReader.Read(File.ReadAllText(Path), YamlRules.Manifest) as JsonObject ?? [];
            var contexts = root["contexts"] as JsonObject ?? [];
            return new ContextFile(
                Text(root["current-context"]),
                contexts.ToDictionary(entry => entry.Key, entry => new FleetContext(Text(entry.Value?["server"]), Text(entry.Value?["token-file"])), StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or YamlFormatException or InvalidOperationException)
        {
            throw CommandFault.BadInput($"The config file '{Path}' cannot be read: put it right or remove it, or name another with {Variable}.");
        }
    }

    /// <exception cref="CommandFault">It cannot be written.</exception>
    public void Write()
    {
        var contexts = new JsonObject();
        foreach (var (name, context) in Contexts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var entry = new JsonObject();
            if (context.Server is { } server) entry["server"] = server;
            if (context.TokenFile is { } file) entry["token-file"] = file;
            contexts[name] = entry;
        }
        var root = new JsonObject();
        if (Current is { } current) root["current-context"] = current;
        root["contexts"] = contexts;
        try
        {
            var full = System.IO.Path.GetFullPath(Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            var next = full + ".new";
            File.Delete(next);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(next, options)) writer.Write(YamlWriter.Write(root));
            File.Move(next, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFault.BadInput($"The config file '{Path}' cannot be written: choose a place where it can be with {Variable}.");
        }
    }

    /// <exception cref="CommandFault">There is none of this name.</exception>
    public FleetContext Get(string name) => Contexts.TryGetValue(name, out var context)
        ? context
        : throw CommandFault.BadInput(
            $"There is no context '{name}' in '{Path}': {(Contexts.Count == 0 ? "make one with `quayfleet config set-context`" : $"use {string.Join(", ", Contexts.Keys.Order(StringComparer.Ordinal))}")}.");

    private static string Home(string variable, string folder) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen ? chosen
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), folder);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
