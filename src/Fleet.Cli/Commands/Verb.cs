using System.CommandLine;
using Fleet.Cli.Commands.Render;
using Fleet.Cli.Connection;

namespace Fleet.Cli.Commands;

/// <summary>What a verb that talks to the server works with.</summary>
/// <param name="Output">What the verb is for; scripts read it.</param>
/// <param name="Error">Everything else a person should see.</param>
internal sealed record VerbContext(FleetClient Client, ParseResult Parsed, TextWriter Output, TextWriter Error, TimeProvider Time);

/// <summary>Runs a verb: opens the server, and turns every fault into one line and an exit code.</summary>
internal static class Verb
{
    public static void Runs(this Command command, Func<VerbContext, CancellationToken, Task<int>> run) =>
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));

    public static async Task<int> RunAsync(
        ParseResult parsed, Func<VerbContext, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            using var client = ServerOptions.Open(parsed);
            return await run(new VerbContext(client, parsed, output, error, TimeProvider.System), cancellationToken);
        }
        catch (CommandFault fault)
        {
            await error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
        catch (InputException fault)
        {
            await error.WriteLineAsync(fault.Message);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Failed;
        }
    }
}
