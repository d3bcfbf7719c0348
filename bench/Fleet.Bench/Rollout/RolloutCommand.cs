using System.CommandLine;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Fleet.Bench.Scale;
using Fleet.Bench.Server;

namespace Fleet.Bench.Rollout;

/// <summary><c>rollout</c>: one registry on each of many clusters, in stages of 20, 30 and 50 %, and the same upgrades asked for all at once.</summary>
internal static class RolloutCommand
{
    private const string Target = "3.7.11";
    private const int AskedAtOnce = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly (string Wave, int Percent)[] Waves = [("one", 20), ("two", 30), ("three", 50)];

    public static Command Build()
    {
        var clusters = new Option<int>("--clusters") { DefaultValueFactory = _ => 100, Description = "How many simulated clusters, with one registry each." };
        var command = new Command("rollout", "A rollout in stages of 20, 30 and 50 %, half of a stage at once, against the same upgrades all at once.") { clusters };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(clusters)));
        return command;
    }

    private static async Task RunAsync(int clusters)
    {
        Console.WriteLine($"{clusters} clusters with one registry each");
        var atOnce = await MeasureAsync("all at once", clusters, AllAtOnceAsync);
        var staged = await MeasureAsync("rollout", clusters, RolloutAsync);
        Console.WriteLine($"the rollout took {(staged - atOnce).TotalSeconds:0.0} s beyond what the clusters need when they are asked all at once");
    }

    /// <summary>With clusters and a server of its own, so that each begins where the other did.</summary>
    private static async Task<TimeSpan> MeasureAsync(string what, int clusters, Func<ServerProcess, Task> upgradeAsync)
    {
        await using var simulator = await SimulatorProcess.StartAsync(clusters, 1, "0%");
        await using var server = await ServerProcess.StartAsync();
        await simulator.AddToAsync(server, clusters, number => [("wave", WaveOf(number, clusters))]);
        await ReachAsync(server, totals => (int)totals["byFreshness"]!["live"]!, clusters);
        await server.SettledAsync();
        var (began, ours, theirs) = (TimeProvider.System.GetTimestamp(), server.Figures.Cpu, simulator.Figures.Cpu);
        await upgradeAsync(server);
        var took = TimeProvider.System.GetElapsedTime(began);
        Console.WriteLine(
            $"  {what}: {took.TotalSeconds:0.0} s; CPU of the server {(server.Figures.Cpu - ours).TotalSeconds:0.0} s, of the simulator {(simulator.Figures.Cpu - theirs).TotalSeconds:0.0} s; "
            + $"RSS {server.Figures.ResidentMiB:0} MiB");
        return took;
    }

    private static string WaveOf(int number, int clusters)
    {
        var upTo = 0;
        foreach (var (wave, percent) in Waves)
            if (number * 100 <= clusters * (upTo += percent)) return wave;
        return Waves[^1].Wave;
    }

    private static async Task AllAtOnceAsync(ServerProcess server)
    {
        var registries = JsonNode.Parse(await server.Client.GetStringAsync(new Uri("/api/v1/registries?limit=1000", UriKind.Relative)))!["items"]!.AsArray();
        await Parallel.ForEachAsync(
            registries,
            new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce },
            async (registry, cancellation) =>
            {
                var path = new Uri($"/api/v1/registries/{registry!["cluster"]}/{registry["namespace"]}/{registry["name"]}/upgrade", UriKind.Relative);
                while (true)
                {
                    using var answer = await server.Client.PostAsJsonAsync(path, new { version = Target }, cancellation);
                    if (answer.IsSuccessStatusCode) return;
                    // Where everything happens at once, some answers come too late; asking again changes nothing.
                    if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) throw new HttpRequestException(await answer.Content.ReadAsStringAsync(cancellation));
                }
            });
        // As a rollout does, it ends when all are available as the target.
        await ReachAsync(server, totals => (int?)totals["byVersion"]?[Target] is { } there ? Math.Min(there, (int)totals["available"]!) : 0, registries.Count);
    }

    private static async Task RolloutAsync(ServerProcess server)
    {
        var stages = string.Concat(Waves.Select(wave => $"    - {{name: {wave.Wave}, selector: {{matchLabels: {{wave: {wave.Wave}}}}}, maxConcurrency: 50%}}\n"));
        var content = $"apiVersion: fleet/v1\nkind: Rollout\nmetadata: {{name: bench}}\nspec:\n  target: {{version: {Target}}}\n  strategy:\n    stages:\n{stages}";
        using var started = await server.Client.PostAsJsonAsync("/api/v1/rollouts", new { content });
        if (!started.IsSuccessStatusCode) throw new HttpRequestException(await started.Content.ReadAsStringAsync());
        await using var watch = await server.Client.GetStreamAsync(new Uri("/api/v1/rollouts/bench/watch", UriKind.Relative));
        var phase = "";
        await foreach (var item in SseParser.Create(watch).EnumerateAsync())
            if (item.EventType == "changed") phase = (string)JsonNode.Parse(item.Data)!["rollout"]!["phase"]!;
        if (phase != "Succeeded") throw new InvalidOperationException($"The rollout is {phase}.");
        await PrintStagesAsync(server);
    }

    private static async Task PrintStagesAsync(ServerProcess server)
    {
        var history = JsonNode.Parse(await server.Client.GetStringAsync(new Uri("/api/v1/rollouts/bench/history", UriKind.Relative)))!["items"]!.AsArray();
        var began = (DateTimeOffset)history.First(entry => (string?)entry!["kind"] == "started")!["at"]!;
        foreach (var ended in history.Where(entry => (string?)entry!["kind"] == "stageEnded"))
            Console.WriteLine($"    stage {ended!["subject"]} ended after {((DateTimeOffset)ended["at"]! - began).TotalSeconds:0.0} s");
        var claimed = history.Where(entry => (string?)entry!["kind"] == "claimed").ToDictionary(entry => (string)entry!["subject"]!, entry => (DateTimeOffset)entry!["at"]!);
        var times = history.Where(entry => (string?)entry!["kind"] == "settled").Select(entry => ((DateTimeOffset)entry!["at"]! - claimed[(string)entry["subject"]!]).TotalSeconds).ToList();
        Console.WriteLine($"    from claim to settled: {times.Min():0.0} to {times.Max():0.0} s (median {Quantiles.Median(times):0.0})");
    }

    private static async Task ReachAsync(ServerProcess server, Func<JsonNode, int> count, int wanted)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var totals = JsonNode.Parse(await server.Client.GetStringAsync(new Uri("/api/v1/fleet", UriKind.Relative)))!["registries"]!;
            if (count(totals) >= wanted) return;
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new TimeoutException($"After {Patience}: {totals.ToJsonString()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
