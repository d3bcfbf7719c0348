using System.CommandLine;

namespace Fleet.Bench.Idle;

/// <summary><c>idle</c>: what a converged fleet costs while nothing happens.</summary>
internal static class IdleCommand
{
    public static Command Build()
    {
        var registries = new Option<int>("--registries") { DefaultValueFactory = _ => 20, Description = "How many registries." };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "How long to look." };
        var command = new Command("idle", "Requests and CPU time while everything is converged.") { registries, seconds };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(registries), parsed.GetValue(seconds)));
        return command;
    }

    private static async Task RunAsync(int registries, int seconds)
    {
        await using var bench = await BenchSetup.StartAsync();
        var ns = await bench.Cluster.CreateNamespaceAsync("idle");
        await bench.CreateAsync(ns, [.. Enumerable.Range(0, registries).Select(i => $"r{i:00}")]);
        var before = await bench.Server.SettledAsync();
        var (began, figures) = (TimeProvider.System.GetTimestamp(), bench.Server.Figures);

        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);

        var (elapsed, after) = (TimeProvider.System.GetElapsedTime(began), bench.Server.Figures);
        var requests = (await bench.Server.RequestsAsync()).Since(before);
        Console.WriteLine($"{registries} converged registries, {elapsed.TotalSeconds:0} s:");
        Console.WriteLine($"  writes {requests.Writes}; requests by verb: {requests.PerOne(1)}; not 2xx: {requests.Failures}");
        Console.WriteLine($"  CPU {(after.Cpu - figures.Cpu) / elapsed:P1} of a core; RSS {after.ResidentMiB:0} MiB");
    }
}
