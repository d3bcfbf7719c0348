using System.Diagnostics;
using Fleet.Bench.Server;
using Fleet.Testing;

namespace Fleet.Bench.Scale;

/// <summary>The Release build of the simulator as a process of its own: clusters whose registries run and are at rest.</summary>
internal sealed class SimulatorProcess : IAsyncDisposable
{
    private const int AddedAtOnce = 32;

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private SimulatorProcess(Process process, DirectoryInfo folder) => (_process, _folder) = (process, folder);

    public ProcessFigures Figures => ProcessFigures.Of(_process.Id);

    /// <summary>Returns when the clusters answer.</summary>
    /// <param name="churn">Begins with <see cref="BeginChurnAsync"/>.</param>
    public static async Task<SimulatorProcess> StartAsync(int clusters, int registries, string churn)
    {
        var folder = Directory.CreateTempSubdirectory("quay-fleet-bench-sim-");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Path.Combine(Repository.Root, "src/Fleet.Simulator/bin/Release/net10.0/Fleet.Simulator.dll"), "--clusters", $"{clusters}x{registries}", "--well", "--delay", "0s",
            "--data", Path.Combine(folder.FullName, "data"), "--kubeconfigs", folder.FullName, "--churn", churn, "--churn-on-input",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var simulator = new SimulatorProcess(Process.Start(start)!, folder);
        simulator._process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) Console.Error.WriteLine($"simulator: {text}");
        };
        simulator._process.BeginErrorReadLine();
        if (await simulator._process.StandardOutput.ReadLineAsync() is not null) return simulator;
        await simulator.DisposeAsync();
        throw new InvalidOperationException("The simulator did not start.");
    }

    public Task<string> KubeconfigAsync(string cluster) => File.ReadAllTextAsync(Path.Combine(_folder.FullName, $"{cluster}.kubeconfig"));

    /// <summary>Adds its clusters to a server in mode reconcile, 32 at a time; returns when all are registered.</summary>
    /// <param name="labels">Of a cluster, by its number; null for none.</param>
    public Task AddToAsync(ServerProcess server, int clusters, Func<int, (string Name, string Value)[]>? labels = null) => Parallel.ForEachAsync(
        Enumerable.Range(1, clusters),
        new ParallelOptions { MaxDegreeOfParallelism = AddedAtOnce },
        async (number, _) => await server.AddAsync($"sim-{number}", await KubeconfigAsync($"sim-{number}"), labels?.Invoke(number) ?? []));

    public async Task BeginChurnAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
