using System.CommandLine;

namespace Fleet.Silo.Hosting;

/// <summary>The server's command line. An option that is not given is taken from its environment variable, else from its default.</summary>
internal static class ServerCommand
{
    public static RootCommand Create(Func<ServerOptions, CancellationToken, Task<int>> run)
    {
        var urls = Text("--urls", "http://127.0.0.1:8080", "Where the API listens; several addresses are separated by ';'.");
        var data = Text("--data", ".data", "Folder of the embedded store; created when absent.");
        var allowExec = Flag("--allow-exec", "Allow kubeconfigs to run credential programs (exec) on this machine.");
        var skipResources = Flag("--skip-resource-requests", "Render workloads without resource requests, for small test clusters.");
        var command = new RootCommand("The Quay Fleet server: silo, gateway and embedded store in one process.") { urls, data, allowExec, skipResources };
        command.SetAction((parsed, cancellation) => run(
            new ServerOptions(
                parsed.GetRequiredValue(urls), parsed.GetRequiredValue(data), parsed.GetRequiredValue(allowExec), parsed.GetRequiredValue(skipResources)),
            cancellation));
        return command;
    }

    private static Option<string> Text(string name, string @default, string description) => new(name)
    {
        Description = $"{description} Default {@default}; environment {Variable(name)}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable(name)) is { Length: > 0 } value ? value : @default,
    };

    private static Option<bool> Flag(string name, string description) => new(name)
    {
        Description = $"{description} Default false; environment {Variable(name)}.",
        DefaultValueFactory = _ => bool.TryParse(Environment.GetEnvironmentVariable(Variable(name)), out var value) && value,
    };

    private static string Variable(string option) => "QUAYFLEET_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();
}
