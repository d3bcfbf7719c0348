using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Fleet.Bench.Server;

/// <summary>A registry as the live stream showed it.</summary>
/// <param name="Key"><c>cluster/namespace/name</c>.</param>
/// <param name="At">When it arrived, as a time stamp of the system's <see cref="TimeProvider"/>.</param>
internal sealed record RegistrySeen(string Key, bool Available, long At);

/// <summary>Follows the server's live stream of registries and notes when each state arrived.</summary>
internal sealed class RegistryStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<RegistrySeen> _seen = Channel.CreateUnbounded<RegistrySeen>();
    private readonly Task _reading;

    private RegistryStream(Stream stream) => _reading = Task.Run(() => ReadAsync(stream));

    public static async Task<RegistryStream> OpenAsync(HttpClient server) =>
        new(await server.GetStreamAsync(new Uri("/api/v1/watch?kind=registry", UriKind.Relative)));

    /// <summary>Drops what arrived so far.</summary>
    public void Skip()
    {
        while (_seen.Reader.TryRead(out _)) { }
    }

    public ValueTask<RegistrySeen> NextAsync(CancellationToken cancellation) => _seen.Reader.ReadAsync(cancellation);

    /// <summary>Waits until this many registries of a namespace are available; the time stamp of the last one's arrival.</summary>
    public async Task<long> AllAvailableAsync(string ns, int count, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        var available = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            RegistrySeen seen;
            try
            {
                seen = await NextAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"After {patience} {available.Count} of {count} registries were available.");
            }
            if (seen.Key.Split('/')[1] != ns) continue;
            if (!seen.Available) available.Remove(seen.Key);
            else if (available.Add(seen.Key) && available.Count == count) return seen.At;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    private async Task ReadAsync(Stream stream)
    {
        try
        {
            await using (stream)
                await foreach (var item in SseParser.Create(stream, (_, bytes) => JsonNode.Parse(bytes)).EnumerateAsync(_end.Token))
                    if (item.Data?["registry"] is { } registry)
                        await _seen.Writer.WriteAsync(new RegistrySeen((string)item.Data["key"]!, (bool)registry["available"]!, TimeProvider.System.GetTimestamp()));
            _seen.Writer.Complete(new IOException("The live stream ended."));
        }
        catch (OperationCanceledException)
        {
            _seen.Writer.Complete();
        }
        catch (IOException broken)
        {
            _seen.Writer.Complete(broken);
        }
    }
}
