using System.CommandLine;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Config;

/// <summary><c>quayfleet config</c>: the fleets somebody works with. None of it talks to a server.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config", $"Name fleets, and choose one. Kept in $XDG_CONFIG_HOME/quayfleet/config.yaml; environment {ContextFile.Variable}.")
    {
        SetVerb(), UseVerb(), ListVerb(), DeleteVerb(),
    };

    private static Command SetVerb()
    {
        var name = Name();
        var command = new Command("set-context", "Make or change a context: --server and --token-file say what it holds. The first becomes the current one.") { name };
        Runs(command, parsed =>
        {
            var (file, key) = (ContextFile.Read(), parsed.GetRequiredValue(name));
            if (key.Length == 0 || key.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) throw CommandFault.BadInput($"NAME '{key}' will not do: write a word.");
            var before = file.Contexts.GetValueOrDefault(key);
            // A relative path would mean another file elsewhere.
            var tokenFile = parsed.GetValue(ServerOptions.TokenFile) is { } path ? Path.GetFullPath(path) : before?.TokenFile;
            var context = new FleetContext(parsed.GetValue(ServerOptions.Server) ?? before?.Server, tokenFile);
            if (context.Server is null) throw CommandFault.BadInput($"Context '{key}' has no server: give --server.");
            (file with { Current = file.Current ?? key, Contexts = new Dictionary<string, FleetContext>(file.Contexts, StringComparer.Ordinal) { [key] = context } }).Write();
            return $"context {key}: {context.Server}";
        });
        return command;
    }

    private static Command UseVerb()
    {
        var name = Name();
        var command = new Command("use-context", "Make a context the current one.") { name };
        Runs(command, parsed =>
        {
            var (file, key) = (ContextFile.Read(), parsed.GetRequiredValue(name));
            var context = file.Get(key);
            (file with { Current = key }).Write();
            return $"context {key}: {context.Server}";
        });
        return command;
    }

    private static Command ListVerb()
    {
        var output = OutputOption.Create();
        var command = new Command("get-contexts", "List the contexts.") { output };
        Runs(command, parsed =>
        {
            var file = ContextFile.Read();
            var contexts = file.Contexts.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(output) == OutputFormat.Name) return string.Join('\n', contexts.Select(entry => entry.Key));
            var table = new StringWriter();
            Columns.Write(
                table,
                ["CURRENT", "NAME", "SERVER", "TOKEN-FILE"],
                contexts.Select(entry => (IReadOnlyList<string>)[entry.Key == file.Current ? "*" : "", entry.Key, entry.Value.Server ?? "-", entry.Value.TokenFile ?? "-"]));
            return table.ToString().TrimEnd();
        });
        return command;
    }

    private static Command DeleteVerb()
    {
        var name = Name();
        var command = new Command("delete-context", "Forget a context; its token file stays.") { name };
        Runs(command, parsed =>
        {
            var (file, key) = (ContextFile.Read(), parsed.GetRequiredValue(name));
            file.Get(key);
            (file with { Current = file.Current == key ? null : file.Current, Contexts = file.Contexts.Where(entry => entry.Key != key).ToDictionary(StringComparer.Ordinal) }).Write();
            return $"context {key} deleted";
        });
        return command;
    }

    private static Argument<string> Name()
    {
        var name = new Argument<string>("NAME") { Description = "The context's name." };
        name.CompletionSources.Add(_ => [.. Known().Select(known => new System.CommandLine.Completions.CompletionItem(known))]);
        return name;
    }

    private static IEnumerable<string> Known()
    {
        try
        {
            return ContextFile.Read().Contexts.Keys.Order(StringComparer.Ordinal);
        }
        catch (CommandFault)
        {
            return [];
        }
    }

    private static void Runs(Command command, Func<ParseResult, string> run) => command.SetAction(async (parsed, _) =>
    {
        try
        {
            if (run(parsed) is { Length: > 0 } text) await parsed.InvocationConfiguration.Output.WriteLineAsync(text);
            return ExitCode.Done;
        }
        catch (CommandFault fault)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    });
}
