using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Fleet.Silo.Hosting;

namespace Fleet.EndToEnd.Tests;

/// <summary>The server as a process of its own, and the CLI pointed at it.</summary>
internal sealed class FleetProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    private FleetProcess(Process process, string data, string url) => (_process, Data, Url) = (process, data, url);

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Data { get; }

    public string Url { get; }

    public string Log => string.Join('\n', _log);

    public static string NewFolder() => Directory.CreateTempSubdirectory("quay-fleet-e2e-").FullName;

    /// <summary>Starts the server on a data folder and waits until it says that it runs.</summary>
    /// <param name="postgres">Connection to PostgreSQL; null for the embedded store. Given by environment, where no other user sees it.</param>
    /// <param name="url">Where it listens; on a free port when null.</param>
    /// <param name="arguments">More of the command line.</param>
    public static async Task<FleetProcess> StartAsync(
        string data, IEnumerable<KeyValuePair<string, string>>? environment = null, string? postgres = null, string? url = null, params IEnumerable<string> arguments)
    {
        url ??= $"http://127.0.0.1:{FreePorts.FindOne()}";
        if (postgres is not null) environment = [.. environment ?? [], new("QUAYFLEET_POSTGRES", postgres)];
        var fleet = new FleetProcess(Programs.Start("Fleet.Silo", "Fleet.Silo", ["--urls", url, "--data", data, .. arguments], environment), data, url);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fleet._process.OutputDataReceived += (_, line) => Note(line.Data);
        fleet._process.ErrorDataReceived += (_, line) => Note(line.Data);
        fleet._process.EnableRaisingEvents = true;
        fleet._process.Exited += (_, _) => running.TrySetException(new InvalidOperationException($"The server ended: {fleet.Log}"));
        fleet._process.BeginOutputReadLine();
        fleet._process.BeginErrorReadLine();
        await running.Task.WaitAsync(Patience);
        return fleet;

        void Note(string? line)
        {
            if (line is null) return;
            fleet._log.Enqueue(line);
            if (line.StartsWith("Token ", StringComparison.Ordinal)) running.TrySetResult();
        }
    }

    public Task<Ended> CliAsync(params string[] arguments) =>
        Programs.RunAsync("Fleet.Cli", "quayfleet", ["--server", Url, "--token-file", Path.Combine(Data, "admin.token"), .. arguments]);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it stands still, and nobody tells the others.</summary>
    public void Suspend() => Signal(19);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal(18);

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Signal(15);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Signal(int number)
    {
        // One that ended by itself meanwhile needs no signal any more.
        if (kill(_process.Id, number) != 0 && !_process.HasExited) throw new InvalidOperationException("The server is not there.");
    }

#pragma warning disable SYSLIB1054, CA5392, IDE1006 // one call of libc, in tests
    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);
#pragma warning restore SYSLIB1054, CA5392, IDE1006
}
