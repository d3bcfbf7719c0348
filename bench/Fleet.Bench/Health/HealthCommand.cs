using System.CommandLine;
using System.Text.Json.Nodes;

namespace Fleet.Bench.Health;

/// <summary><c>health</c>: how soon a change of a Deployment's health shows in the live stream.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public static Command Build()
    {
        var registries = new Option<int>("--registries") { DefaultValueFactory = _ => 20, Description = "How many registries." };
        var changes = new Option<int>("--changes") { DefaultValueFactory = _ => 40, Description = "How many changes, half of them for the worse." };
        var command = new Command("health", "Time from the API server's answer to a change of health until it shows.") { registries, changes };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(registries), parsed.GetValue(changes)));
        return command;
    }

    private static async Task RunAsync(int registries, int changes)
    {
        await using var bench = await BenchSetup.StartAsync();
        var ns = await bench.Cluster.CreateNamespaceAsync("health");
        await bench.CreateAsync(ns, [.. Enumerable.Range(0, registries).Select(i => $"r{i:00}")]);
        await bench.Cluster.FreezeWorkloadsAsync();
        await bench.Server.SettledAsync();

        var (fromAnswer, fromRequest) = (new List<double>(), new List<double>());
        for (var change = 0; change < changes; change++)
        {
            var (asked, answered, shown) = await ChangeAsync(bench, ns, $"r{change / 2 % registries:00}", available: change % 2 == 1);
            fromAnswer.Add(Math.Max(0, TimeProvider.System.GetElapsedTime(answered, shown).TotalMilliseconds));
            fromRequest.Add(TimeProvider.System.GetElapsedTime(asked, shown).TotalMilliseconds);
        }
        Console.WriteLine($"{changes} changes of health among {registries} registries, until the live stream shows `available` changed:");
        Print("from the API server's answer", fromAnswer);
        Print("from the request to it", fromRequest);
    }

    private static async Task<(long Asked, long Answered, long Shown)> ChangeAsync(BenchSetup bench, string ns, string name, bool available)
    {
        await Task.Delay(Pause, TimeProvider.System);
        bench.Stream.Skip();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments/{name}-quay-redis";
        var status = DeploymentStatus.With((await bench.Cluster.Admin.GetAsync(path))["status"]!.AsObject(), available);
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        var shown = ShownAsync(bench, $"bench/{ns}/{name}", available, limit.Token);
        var asked = TimeProvider.System.GetTimestamp();
        await bench.Cluster.Admin.MergeAsync($"{path}/status", new JsonObject { ["status"] = status });
        return (asked, TimeProvider.System.GetTimestamp(), await shown);
    }

    private static async Task<long> ShownAsync(BenchSetup bench, string key, bool available, CancellationToken cancellation)
    {
        while (true)
            if (await bench.Stream.NextAsync(cancellation) is { } seen && seen.Key == key && seen.Available == available)
                return seen.At;
    }

    private static void Print(string what, List<double> times) => Console.WriteLine(
        $"  {what}: p50 {Quantiles.Median(times):0.0} ms, p99 {Quantiles.Of(times, 0.99):0.0} ms, max {times.Max():0.0} ms");
}
