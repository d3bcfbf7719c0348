using System.Collections.Concurrent;
using System.Threading.Channels;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Connection;

/// <summary>
/// Tells when something that no stream carries is to be read again: when a stream it depends on has news. However many there are meanwhile, one more
/// look shows what they led to.
/// </summary>
internal sealed class FleetNews(FleetClient client, TimeProvider time, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>At most so often.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly ConcurrentDictionary<string, Task> _following = new(StringComparer.Ordinal);

    /// <summary>Follows one stream more, if it does not yet.</summary>
    /// <param name="isLast">Of what comes, whether nothing is to be expected after it.</param>
    public void Follow(string path, Func<FleetEvent, bool> isNews, Func<FleetEvent, bool>? isLast = null)
    {
        if (_following.TryGetValue(path, out var running) && !running.IsCompleted) return;
        _following[path] = FollowAsync(path, isNews, isLast ?? (_ => false));
    }

    /// <summary>What is there, the first time and then whenever there is reason to look. A server that goes away meanwhile is waited for, as streams do.</summary>
    /// <exception cref="CommandFault">A stream cannot be opened, or is refused, or reading is.</exception>
    public async IAsyncEnumerable<T> ReadAsync<T>(Func<Task<T>> read)
    {
        for (var isFirst = true; ;)
        {
            await _news.Reader.WaitToReadAsync(cancellationToken);
            _news.Reader.TryRead(out _);
            T found;
            try
            {
                found = await read();
                isFirst = false;
            }
            catch (CommandFault fault) when (!isFirst && fault.ExitCode == ExitCode.Unreachable)
            {
                await Task.Delay(Pause, time, cancellationToken);
                _news.Writer.TryWrite(true);
                continue;
            }
            yield return found;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_following.Values);
        _end.Dispose();
    }

    private async Task FollowAsync(string path, Func<FleetEvent, bool> isNews, Func<FleetEvent, bool> isLast)
    {
        try
        {
            await foreach (var item in FleetEvents.FollowAsync(client, path, time, _end.Token))
            {
                if (isNews(item)) _news.Writer.TryWrite(true);
                if (isLast(item)) return;
            }
        }
#pragma warning disable CA1031 // told to who waits for news
        catch (Exception e)
        {
            _news.Writer.TryComplete(e);
        }
#pragma warning restore CA1031
    }
}
