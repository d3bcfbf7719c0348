using System.CommandLine;
using System.Text.Json.Nodes;
using Fleet.Bench.Server;

namespace Fleet.Bench.Scale;

/// <summary><c>scale</c>: what many clusters cost, until all are seen, idle, and while some of their registries change.</summary>
internal static class ScaleCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static Command Build()
    {
        var clusters = new Option<int>("--clusters") { DefaultValueFactory = _ => 10, Description = "How many simulated clusters." };
        var registries = new Option<int>("--registries") { DefaultValueFactory = _ => 10, Description = "How many registries on each." };
        var churn = new Option<string>("--churn") { DefaultValueFactory = _ => "1%", Description = "Share of the registries whose health changes each second, in the end." };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 30, Description = "How long to look, idle and under churn." };
        var together = new Option<bool>("--together") { Description = "Clusters and server in one process, as with `make run`; without churn." };
        var command = new Command("scale", "Time, memory and CPU with many simulated clusters.") { clusters, registries, churn, seconds, together };
        command.SetAction((parsed, _) =>
        {
            var (n, m, time) = (parsed.GetValue(clusters), parsed.GetValue(registries), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            return parsed.GetValue(together) ? TogetherAsync(n, m, time) : ApartAsync(n, m, parsed.GetValue(churn)!, time);
        });
        return command;
    }

    private static async Task TogetherAsync(int clusters, int registries, TimeSpan time)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var server = await ServerProcess.StartAsync("--simulate", $"{clusters}x{registries}");
        Console.WriteLine($"{clusters}x{registries} in one process: registered {Seconds(started)} after the start");
        await SeenAsync(server, clusters * registries, started);
        await IdleAsync(server, null, time);
    }

    private static async Task ApartAsync(int clusters, int registries, string churn, TimeSpan time)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var simulator = await SimulatorProcess.StartAsync(clusters, registries, churn);
        Console.WriteLine($"{clusters}x{registries}: simulator up after {Seconds(started)}, RSS {simulator.Figures.ResidentMiB:0} MiB");
        await using var server = await ServerProcess.StartAsync();
        Console.WriteLine($"  server up, RSS {server.Figures.ResidentMiB:0} MiB");
        started = TimeProvider.System.GetTimestamp();
        await simulator.AddToAsync(server, clusters);
        Console.WriteLine($"  all added after {Seconds(started)}");
        await SeenAsync(server, clusters * registries, started);
        Console.WriteLine($"    CPU until then: server {server.Figures.Cpu.TotalSeconds:0.0} s, simulator {simulator.Figures.Cpu.TotalSeconds:0.0} s");
        await IdleAsync(server, simulator, time);

        await using var changes = await ChangeCount.OpenAsync(server.Client);
        await simulator.BeginChurnAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        var (began, count) = (TimeProvider.System.GetTimestamp(), changes.Count);
        await LookAsync($"{churn} of the registries change each second", server, simulator, time);
        Console.WriteLine(
            $"    changes at the live stream: {(changes.Count - count) / TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} per second; "
            + $"{changes.Count} of {changes.Registries} registries since churn began");
    }

    /// <summary>Until the API shows every registry live, however soon that passes.</summary>
    private static async Task SeenAsync(ServerProcess server, int registries, long started)
    {
        var next = 1;
        while (true)
        {
            var totals = JsonNode.Parse(await server.Client.GetStringAsync(new Uri("/api/v1/fleet", UriKind.Relative)))!["registries"]!;
            var (live, available) = ((int)totals["byFreshness"]!["live"]!, (int)totals["available"]!);
            for (; next <= 4 && live * 4 >= registries * next; next++) Console.WriteLine($"  {next * 25} % of the registries live after {Seconds(started)} ({available} available)");
            if (next > 4) return;
            if (TimeProvider.System.GetElapsedTime(started) > Patience) throw new TimeoutException($"After {Patience} {live} of {registries} registries were live: {totals.ToJsonString()}");
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    private static async Task IdleAsync(ServerProcess server, SimulatorProcess? simulator, TimeSpan time)
    {
        var before = await server.SettledAsync();
        Console.WriteLine($"  requests until at rest: {before.PerOne(1)}; not 2xx: {before.Failures}");
        await LookAsync("idle", server, simulator, time);
    }

    private static async Task LookAsync(string what, ServerProcess server, SimulatorProcess? simulator, TimeSpan time)
    {
        var (began, requests, ours, theirs) = (TimeProvider.System.GetTimestamp(), await server.RequestsAsync(), server.Figures, simulator?.Figures);
        await Task.Delay(time, TimeProvider.System);
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var made = (await server.RequestsAsync()).Since(requests);
        Console.WriteLine($"  {what}, for {elapsed.TotalSeconds:0} s:");
        Print("server", ours, server.Figures, elapsed);
        if (simulator is not null) Print("simulator", theirs!, simulator.Figures, elapsed);
        Console.WriteLine($"    writes {made.Writes}; requests: {made.PerOne(1)}; not 2xx: {made.Failures}");
    }

    private static void Print(string process, ProcessFigures before, ProcessFigures after, TimeSpan elapsed) =>
        Console.WriteLine($"    {process}: CPU {(after.Cpu - before.Cpu) / elapsed:P1} of a core; RSS {after.ResidentMiB:0} MiB, at most {after.PeakMiB:0} MiB so far");

    private static string Seconds(long since) => $"{TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s";
}
