using System.CommandLine;
using Fleet.Domain.Access;

namespace Fleet.Cli.Commands.Access;

/// <summary><c>quayfleet audit</c>: takes the audit out, and finds lines that were removed or changed.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Export the audit, or verify its chains.") { ExportVerb(), VerifyVerb() };

    private static Command ExportVerb()
    {
        var command = new Command("export", "Write the whole audit to standard output, oldest first, as JSON lines.");
        command.Runs(async (context, cancellationToken) =>
        {
            using var reader = new StreamReader(await context.Client.OpenLinesAsync("audit", cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line) await context.Output.WriteLineAsync(line.AsMemory(), cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command VerifyVerb()
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "An export; without it the server's audit is verified.", Arity = ArgumentArity.ZeroOrOne };
        var partial = new Option<bool>("--partial") { Description = "FILE begins later than the audit: chains may have begun before." };
        var command = new Command("verify", "Find lines that were removed from the audit or changed; ends with 1 when there are any.") { file, partial };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(file) is { } export
            ? FileAsync(export, parsed.GetValue(partial), parsed, cancellationToken)
            : Verb.RunAsync(
                parsed,
                async (context, token) => await VerifyAsync(await context.Client.OpenLinesAsync("audit", token), partial: false, context.Output, context.Error, token),
                cancellationToken));
        return command;
    }

    private static async Task<int> FileAsync(FileInfo file, bool partial, ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = parsed.InvocationConfiguration;
        try
        {
            return await VerifyAsync(file.OpenRead(), partial, configuration.Output, configuration.Error, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await configuration.Error.WriteLineAsync($"FILE '{file}' cannot be read: name what `quayfleet audit export` wrote.");
            return ExitCode.BadInput;
        }
    }

    private static async Task<int> VerifyAsync(Stream lines, bool partial, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var verification = new AuditVerification(partial);
        using var reader = new StreamReader(lines);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            if (line.Length > 0) verification.Read(line);
        var problems = verification.Finish();
        foreach (var problem in problems) await error.WriteLineAsync(problem);
        await output.WriteLineAsync($"{verification.Lines} lines of {verification.Chains} chains: {(problems.IsEmpty ? "none is missing or changed" : "not as they were written")}");
        return problems.IsEmpty ? ExitCode.Done : ExitCode.Failed;
    }
}
