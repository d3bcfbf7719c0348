using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;

namespace Fleet.Kubernetes.Watching;

/// <summary>What the watchers of a session share: the consumer's channel, the health board, and the nudge.</summary>
internal sealed class WatchOutlet(WatchOptions options, TimeProvider time)
{
    private readonly Channel<WatchBatch> _batches = Channel.CreateBounded<WatchBatch>(options.Capacity);
    private readonly ConcurrentDictionary<WatchTarget, TargetHealth> _health = new();
    private TaskCompletionSource _nudge = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChannelReader<WatchBatch> Batches => _batches.Reader;

    public WatchHealth Health => new(new Dictionary<WatchTarget, TargetHealth>(_health));

    public void Add(WatchTarget target) => _health[target] = TargetHealth.Starting;

    public void Remove(WatchTarget target) => _health.TryRemove(target, out _);

    public void Complete() => _batches.Writer.TryComplete();

    public void Nudge() =>
        Interlocked.Exchange(ref _nudge, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var nudged = Volatile.Read(ref _nudge).Task;
        await Task.WhenAny(Task.Delay(pause, time, over.Token), nudged);
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    public void SignOfLife(WatchTarget target)
    {
        // A removed target stays removed.
        if (_health.TryGetValue(target, out var health)) _health.TryUpdate(target, health with { LastSign = time.GetUtcNow() }, health);
    }

    /// <returns>The new picture when the condition changed.</returns>
    public WatchHealth? Note(WatchTarget target, WatchState state)
    {
        if (!_health.TryGetValue(target, out var before)) return null;
        var after = before with { Condition = state.Condition, Synced = state.Synced, Error = state.Error };
        return after != before && _health.TryUpdate(target, after, before) ? Health : null;
    }

    public async ValueTask TellAsync(ImmutableArray<WatchChange>.Builder changes, CancellationToken cancellation)
    {
        for (var start = 0; start < changes.Count; start += options.BatchSize)
        {
            var length = Math.Min(options.BatchSize, changes.Count - start);
            await _batches.Writer.WriteAsync(new WatchBatch([.. changes.Skip(start).Take(length)]), cancellation);
        }
    }
}
