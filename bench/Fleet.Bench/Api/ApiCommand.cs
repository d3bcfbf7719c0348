using System.CommandLine;
using Fleet.Bench.Scale;
using Fleet.Bench.Server;

namespace Fleet.Bench.Api;

/// <summary><c>api</c>: lists, live streams and a restart of a server that shows many clusters.</summary>
internal static class ApiCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static Command Build()
    {
        var clusters = new Option<int>("--clusters") { DefaultValueFactory = _ => 10, Description = "How many simulated clusters." };
        var registries = new Option<int>("--registries") { DefaultValueFactory = _ => 10, Description = "How many registries on each." };
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 50, Description = "How many clients list registries at once." };
        var watchers = new Option<int>("--watchers") { DefaultValueFactory = _ => 100, Description = "How many watches are open." };
        var changes = new Option<int>("--changes") { DefaultValueFactory = _ => 100, Description = "How many changes in clusters the watchers wait for, one after another." };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 20, Description = "How long to list, and how long to look at idle watches." };
        var pause = new Option<int>("--pause") { DefaultValueFactory = _ => 0, Description = "Milliseconds a client waits between two lists." };
        var command = new Command("api", "Lists, live streams and a restart, with many simulated clusters.") { clusters, registries, clients, watchers, changes, seconds, pause };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(clusters), parsed.GetValue(registries), parsed.GetValue(clients), parsed.GetValue(watchers), parsed.GetValue(changes), TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            TimeSpan.FromMilliseconds(parsed.GetValue(pause))));
        return command;
    }

    private static async Task RunAsync(int clusters, int registries, int clients, int watchers, int changes, TimeSpan time, TimeSpan pause)
    {
        await using var simulator = await SimulatorProcess.StartAsync(clusters, registries, churn: "0%");
        var data = Directory.CreateTempSubdirectory("quay-fleet-bench-").FullName;
        try
        {
            // One caller plays all of them.
            string[] unlimited = ["--requests-per-caller", "0", "--watches-per-caller", "0"];
            await using (var server = await ServerProcess.StartOnAsync(data, unlimited))
            {
                var (empty, started) = (server.Figures, TimeProvider.System.GetTimestamp());
                await simulator.AddToAsync(server, clusters);
                await server.AllLiveAsync(clusters * registries);
                await server.SettledAsync();
                Console.WriteLine($"{clusters}x{registries}: live and at rest {Seconds(started)} after the first was added; RSS {empty.ResidentMiB:0} MiB without clusters, {server.Figures.ResidentMiB:0} MiB now");
                await ListLoad.RunAsync(server, clients, time, pause);
                await WatchLoad.RunAsync(server, await SimulatedChange.OpenAsync(simulator, server.Client, clusters), watchers, changes, time);
                await server.KillAsync();
            }
            await RestartAsync(data, unlimited, clusters * registries);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>After SIGKILL: until the last-known view is shown, and until all of it is live.</summary>
    private static async Task RestartAsync(string data, string[] arguments, int registries)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var server = await ServerProcess.StartOnAsync(data, arguments);
        var listening = Seconds(started);
        while (await server.TotalsAsync() is not { } totals || (int)totals["total"]! < registries) await PauseAsync(started);
        Console.WriteLine($"restart after SIGKILL: listening after {listening}, all {registries} shown as last seen after {Seconds(started)}");
        await server.AllLiveAsync(registries);
        Console.WriteLine($"  all live after {Seconds(started)}; CPU until then {server.Figures.Cpu.TotalSeconds:0.0} s, RSS {server.Figures.ResidentMiB:0} MiB");
    }

    private static Task PauseAsync(long started) => TimeProvider.System.GetElapsedTime(started) < Patience
        ? Task.Delay(Look, TimeProvider.System)
        : throw new TimeoutException($"Not there after {Patience}.");

    private static string Seconds(long started) => $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s";
}
