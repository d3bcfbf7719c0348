using System.CommandLine;
using Fleet.Silo.Simulation;

namespace Fleet.Silo.Hosting;

/// <summary>The server's command line. An option that is not given is taken from its environment variable, else from its default.</summary>
internal static class ServerCommand
{
    private const int BadUsage = 2;

    public static RootCommand Create(Func<ServerOptions, CancellationToken, Task<int>> run)
    {
        var urls = Text("--urls", "http://127.0.0.1:8080", "Where the API listens; several addresses are separated by ';'.");
        var data = Text("--data", ".data", "Folder of the embedded store; created when absent.");
        var allowExec = Flag("--allow-exec", "Allow kubeconfigs to run credential programs (exec) on this machine.");
        var skipResources = Flag("--skip-resource-requests", "Render workloads without resource requests, for small test clusters.");
        var simulate = Text("--simulate", "", "Simulated clusters to play with, as CLUSTERSxREGISTRIES, such as 3x20; empty for none.");
        var delay = Text("--simulate-delay", "2s", "How long workloads of simulated clusters take to become ready, such as 500ms, 2s or 1m.");
        var trouble = Flag("--simulate-trouble", "Let some simulated registries be unhealthy, and the last cluster become unreachable.");
        var command = new RootCommand("The Quay Fleet server: silo, gateway and embedded store in one process.")
        {
            urls, data, allowExec, skipResources, simulate, delay, trouble,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            // Here rather than in a validator: those do not see what comes from the environment.
            var simulation = SimulationOptions.Read(parsed.GetRequiredValue(simulate), parsed.GetRequiredValue(delay), parsed.GetRequiredValue(trouble), out var problem);
            if (problem is not null)
            {
                await Console.Error.WriteLineAsync(problem);
                return BadUsage;
            }
            return await run(
                new ServerOptions(
                    parsed.GetRequiredValue(urls),
                    parsed.GetRequiredValue(data),
                    parsed.GetRequiredValue(allowExec),
                    parsed.GetRequiredValue(skipResources),
                    simulation),
                cancellation);
        });
        return command;
    }

    private static Option<string> Text(string name, string @default, string description) => new(name)
    {
        Description = $"{description} Default {(@default.Length > 0 ? @default : "none")}; environment {Variable(name)}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable(name)) is { Length: > 0 } value ? value : @default,
    };

    private static Option<bool> Flag(string name, string description) => new(name)
    {
        Description = $"{description} Default false; environment {Variable(name)}.",
        DefaultValueFactory = _ => bool.TryParse(Environment.GetEnvironmentVariable(Variable(name)), out var value) && value,
    };

    private static string Variable(string option) => "QUAYFLEET_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();
}
