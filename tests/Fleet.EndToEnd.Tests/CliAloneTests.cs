using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>What the client does without a server: its contexts, and what shells ask it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CliAloneTests : IDisposable
{
    private readonly string _folder = FleetProcess.NewFolder();

    private KeyValuePair<string, string>[] Environment => [new("QUAYFLEET_CONFIG", Path.Combine(_folder, "own", "config.yaml"))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Contexts_are_named_chosen_used_and_forgotten()
    {
        var token = Path.Combine(_folder, "prod.token");
        await File.WriteAllTextAsync(token, "secret-of-prod", TestContext.Current.CancellationToken);
        Assert.Equal(2, (await RunAsync("config", "use-context", "prod")).Code);
        await DoneAsync("config", "set-context", "prod", "--server", "http://127.0.0.1:1", "--token-file", token);
        await DoneAsync("config", "set-context", "lab", "--server", "http://127.0.0.1:2", "--token-file", token);
        var file = Environment[0].Value;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain("secret-of-prod", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("lab\nprod\n", (await DoneAsync("config", "get-contexts", "-o", "name")).Output);

        // The first one is the current one, an option counts more, and so does an address.
        Assert.Contains("127.0.0.1:1", (await RunAsync("get", "clusters")).Error, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:2", (await RunAsync("get", "clusters", "--fleet", "lab")).Error, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:3", (await RunAsync("get", "clusters", "--server", "http://127.0.0.1:3")).Error, StringComparison.Ordinal);
        await DoneAsync("config", "use-context", "lab");
        Assert.Contains("127.0.0.1:2", (await RunAsync("get", "clusters")).Error, StringComparison.Ordinal);
        var unknown = await RunAsync("get", "clusters", "--fleet", "nowhere");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("lab, prod", unknown.Error, StringComparison.Ordinal);

        await DoneAsync("config", "delete-context", "lab");
        Assert.Equal("prod\n", (await DoneAsync("config", "get-contexts", "-o", "name")).Output);
        await File.WriteAllTextAsync(file, "contexts: [", TestContext.Current.CancellationToken);
        var broken = await RunAsync("get", "clusters");
        Assert.Equal(2, broken.Code);
        Assert.Single(broken.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("bash", "quayfleet get clu", "clusters")]
    [InlineData("bash", "quayfleet cluster add x --mode rec", "reconcile")]
    [InlineData("bash", "quayfleet ro", "rollout")]
    [InlineData("zsh", "quayfleet get clu", "clusters")]
    [InlineData("fish", "quayfleet get clu", "clusters")]
    public async Task Shells_complete_what_may_follow(string shell, string line, string expected)
    {
        if (!IsInstalled(shell)) Assert.Skip($"{shell} is not installed.");
        // As a user has it: the program in the path, and the script sourced.
        var program = Path.Combine(_folder, "quayfleet");
        await File.WriteAllTextAsync(
            program, $"#!/bin/sh\nexec dotnet '{Path.Combine(Repository.Root, "src/Fleet.Cli/bin", Programs.Configuration, "net10.0/quayfleet.dll")}' \"$@\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var words = line.Split(' ');
        var script = shell switch
        {
            "bash" => $"source <(quayfleet completion bash); COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=({line}); COMP_CWORD={words.Length - 1}; _quayfleet; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            // compadd works in the line editor only, so what it would be given is shown.
            "zsh" => $"compdef() {{ }}; compadd() {{ shift; print -l -- $@ }}; source <(quayfleet completion zsh); BUFFER='{line}'; CURSOR={line.Length}; _quayfleet",
            _ => $"quayfleet completion fish | source; complete -C '{line}'",
        };
        var start = new System.Diagnostics.ProcessStartInfo(shell, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}:{start.Environment["PATH"]}";
        start.Environment["HOME"] = _folder;
        using var process = System.Diagnostics.Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True((await output).Split('\n').Contains(expected), $"{await output}{await error}");
    }

    private static bool IsInstalled(string shell) => System.Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, shell)));

    private async Task<Ended> DoneAsync(params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        Assert.True(ended.Code == 0, ended.ToString());
        return ended;
    }

    private Task<Ended> RunAsync(params string[] arguments) => Programs.RunAsync("Fleet.Cli", "quayfleet", arguments, Environment);
}
