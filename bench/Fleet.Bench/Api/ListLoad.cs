using System.Text.Json.Nodes;
using Fleet.Bench.Server;

namespace Fleet.Bench.Api;

/// <summary>Clients that list registries one request after another: filtered, sorted, by text, and page by page.</summary>
internal static class ListLoad
{
    private const string List = "/api/v1/registries";

    /// <summary>Until then much of the code is not yet compiled well; told apart from the rest.</summary>
    private static readonly TimeSpan Cold = TimeSpan.FromSeconds(5);

    private static readonly (string Name, string Query)[] Shapes =
    [
        ("filtered and sorted", "?available=true&sort=-observedAt&limit=50"),
        ("by text", "?q=quay&limit=50"),
        ("a page, sorted by version", "?sort=currentVersion&limit=100"),
    ];

    public static async Task RunAsync(ServerProcess server, int clients, TimeSpan time, TimeSpan pause)
    {
        // A second page needs the first one's token.
        var first = JsonNode.Parse(await server.Client.GetStringAsync(new Uri($"{List}?sort=currentVersion&limit=100", UriKind.Relative)))!;
        var next = (string?)first["continue"] is { } token ? [("the page after it", $"?sort=currentVersion&limit=100&continue={Uri.EscapeDataString(token)}")] : Array.Empty<(string, string)>();
        var shapes = Shapes.Concat(next).ToArray();
        var (began, before) = (TimeProvider.System.GetTimestamp(), server.Figures);
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => ListAsync(server.Client, shapes, client, began, Cold + time, pause))));
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var after = server.Figures;
        var all = times.SelectMany(own => own).ToList();
        Console.WriteLine(
            $"{clients} clients listing registries for {elapsed.TotalSeconds:0} s, {pause.TotalMilliseconds:0} ms between two: {all.Count / elapsed.TotalSeconds:0} per second, CPU {(after.Cpu - before.Cpu) / elapsed:P0} of a core, "
            + $"{(after.Cpu - before.Cpu).TotalMilliseconds / all.Count:0.00} ms of CPU each");
        var warm = all.Where(one => one.At >= Cold).ToList();
        Print($"the first {Cold.TotalSeconds:0} s", [.. all.Where(one => one.At < Cold).Select(one => one.Milliseconds)]);
        foreach (var shape in warm.GroupBy(one => one.Shape)) Print($"then {shapes[shape.Key].Item1}", [.. shape.Select(one => one.Milliseconds)]);
        Print("then all", [.. warm.Select(one => one.Milliseconds)]);
    }

    private static async Task<List<(int Shape, TimeSpan At, double Milliseconds)>> ListAsync(HttpClient client, (string, string Query)[] shapes, int number, long began, TimeSpan time, TimeSpan pause)
    {
        var times = new List<(int, TimeSpan, double)>();
        for (var i = number; TimeProvider.System.GetElapsedTime(began) < time; i++)
        {
            var asked = TimeProvider.System.GetTimestamp();
            var shape = i % shapes.Length;
            using var answer = await client.GetAsync(new Uri(List + shapes[shape].Query, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            var took = TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds;
            times.Add((shape, TimeProvider.System.GetElapsedTime(began, asked), took));
            if (pause > TimeSpan.Zero) await Task.Delay(pause, TimeProvider.System);
        }
        return times;
    }

    private static void Print(string what, List<double> times) => Console.WriteLine(
        $"  {what}: p50 {Quantiles.Median(times):0.0} ms, p99 {Quantiles.Of(times, 0.99):0.0} ms ({times.Count})");
}
