using System.Collections.Concurrent;
using System.Globalization;
using Fleet.Bench.Server;

namespace Fleet.Bench.Api;

/// <summary>Watchers of all registries, and how long each waits for a change in a cluster.</summary>
internal static class WatchLoad
{
    private const int OpenedAtOnce = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(ServerProcess server, SimulatedChange change, int count, int changes, TimeSpan time)
    {
        using var end = new CancellationTokenSource();
        var (before, opened) = (server.Figures, TimeProvider.System.GetTimestamp());
        var watchers = new ConcurrentBag<Watcher>();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce }, async (_, _) => watchers.Add(await Watcher.OpenAsync(server.Client, changes, end.Token)));
        var open = server.Figures;
        Console.WriteLine(
            $"{count} watches: all synced after {TimeProvider.System.GetElapsedTime(opened).TotalSeconds:0.0} s and {(open.Cpu - before.Cpu).TotalSeconds:0.0} s of CPU; RSS {before.ResidentMiB:0} MiB before, {open.ResidentMiB:0} MiB after");
        var looked = TimeProvider.System.GetTimestamp();
        await Task.Delay(time, TimeProvider.System, CancellationToken.None);
        Console.WriteLine($"  idle: CPU {(server.Figures.Cpu - open.Cpu) / TimeProvider.System.GetElapsedTime(looked):P1} of a core");

        var (started, cpu, waits) = (TimeProvider.System.GetTimestamp(), server.Figures.Cpu, new List<double>());
        for (var number = 0; number < changes; number++)
        {
            var asked = TimeProvider.System.GetTimestamp();
            await change.MakeAsync(number);
            var answered = TimeProvider.System.GetTimestamp();
            var arrivals = await Task.WhenAll(watchers.Select(watcher => watcher.SeenAsync(number).WaitAsync(Patience)));
            // The event may overtake the answer of the API server.
            waits.AddRange(arrivals.Select(at => Math.Max(0, TimeProvider.System.GetElapsedTime(answered, at).TotalMilliseconds)));
            if (TimeProvider.System.GetElapsedTime(asked) < Pause) await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        Console.WriteLine(
            $"  from the API server's answer to {changes} changes to the event at each client: p50 {Quantiles.Median(waits):0.0} ms, p99 {Quantiles.Of(waits, 0.99):0.0} ms, max {waits.Max():0.0} ms; "
            + $"CPU {(server.Figures.Cpu - cpu) / elapsed:P1} of a core, RSS {server.Figures.ResidentMiB:0} MiB");
        await end.CancelAsync();
        foreach (var watcher in watchers) await watcher.EndedAsync();
    }

    /// <summary>Reads lines and looks for labels only, so that the clients leave the machine to the server.</summary>
    private sealed class Watcher
    {
        private readonly TaskCompletionSource<long>[] _seen;
        private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _reading;

        private Watcher(Stream stream, int changes, CancellationToken cancellation)
        {
            _seen = [.. Enumerable.Range(0, changes).Select(_ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously))];
            _reading = Task.Run(() => ReadAsync(stream, cancellation), CancellationToken.None);
        }

        /// <summary>Returns when everything there is was read.</summary>
        public static async Task<Watcher> OpenAsync(HttpClient server, int changes, CancellationToken cancellation)
        {
            var watcher = new Watcher(await server.GetStreamAsync(new Uri("/api/v1/watch?kind=registry", UriKind.Relative), CancellationToken.None), changes, cancellation);
            await watcher._synced.Task;
            return watcher;
        }

        public Task<long> SeenAsync(int number) => _seen[number].Task;

        public Task EndedAsync() => _reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        private async Task ReadAsync(Stream stream, CancellationToken cancellation)
        {
            const string label = $"\"{SimulatedChange.Label}\":\"v";
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                if (line == "event: synced") _synced.TrySetResult();
                else if (line == "event: resync") throw new InvalidOperationException("The client was too slow for the server.");
                else if (line.StartsWith("data:", StringComparison.Ordinal) && line.IndexOf(label, StringComparison.Ordinal) is var at and >= 0)
                {
                    var digits = line.AsSpan(at + label.Length);
                    _seen[int.Parse(digits[..digits.IndexOf('"')], NumberStyles.None, CultureInfo.InvariantCulture)].TrySetResult(TimeProvider.System.GetTimestamp());
                }
            }
        }
    }
}
