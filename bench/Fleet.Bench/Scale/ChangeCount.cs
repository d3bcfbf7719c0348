using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Fleet.Bench.Scale;

/// <summary>Counts the changes that arrive in the server's live stream.</summary>
internal sealed class ChangeCount : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private readonly HashSet<string> _registries = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    private ChangeCount(Stream stream) => _reading = Task.Run(() => ReadAsync(stream));

    public int Count => Volatile.Read(ref _count);

    /// <summary>How many different registries changed.</summary>
    public int Registries
    {
        get
        {
            lock (_registries) return _registries.Count;
        }
    }

    /// <summary>Returns when everything there is was read.</summary>
    public static async Task<ChangeCount> OpenAsync(HttpClient server)
    {
        var count = new ChangeCount(await server.GetStreamAsync(new Uri("/api/v1/watch?kind=registry", UriKind.Relative)));
        await count._synced.Task;
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ReadAsync(Stream stream)
    {
        await using (stream)
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_end.Token))
                switch (item.EventType)
                {
                    case "synced":
                        _synced.TrySetResult();
                        break;
                    case "changed":
                        var key = (string)JsonNode.Parse(item.Data)!["key"]!;
                        lock (_registries) _registries.Add(key);
                        Interlocked.Increment(ref _count);
                        break;
                    case "resync":
                        throw new InvalidOperationException("The stream was too slow for the server.");
                }
    }
}
