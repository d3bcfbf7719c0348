using System.Threading.Channels;
using Fleet.Kubernetes.Connections;

namespace Fleet.Kubernetes.Watching;

/// <summary>
/// Watches any number of targets over one connection and tells a consumer what changed, in bounded batches: a consumer that does not read
/// slows the watches down, it is never flooded.
/// </summary>
public sealed class WatchSession : IAsyncDisposable
{
    private readonly KubernetesApi _api;
    private readonly WatchOptions _options;
    private readonly WatchOutlet _outlet;
    private readonly CancellationTokenSource _stopped = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlySet<WatchTarget> _targets = new HashSet<WatchTarget>();
    private int _started;
    private int _disposed;

    public WatchSession(KubernetesApi api, WatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(api);
        (_api, _options) = (api, options ?? WatchOptions.Default);
        _outlet = new WatchOutlet(_options, api.Time);
    }

    /// <summary>Completed when the session ends.</summary>
    public ChannelReader<WatchBatch> Batches => _outlet.Batches;

    /// <summary>As of now.</summary>
    public WatchHealth Health => _outlet.Health;

    /// <summary>
    /// Replaces the set; may be called while running. A target that leaves is no longer reported on, and its objects are not reported as
    /// deleted; one that returns starts from nothing.
    /// </summary>
    public void SetTargets(IReadOnlyCollection<WatchTarget> targets)
    {
        _targets = targets.ToHashSet();
        _changed.Release();
    }

    /// <summary>Ends the pauses of targets that back off: credentials were rotated, a CRD was installed.</summary>
    public void RetryNow() => _outlet.Nudge();

    /// <summary>Runs until cancelled or disposed; once per session. Throws only what is a fault of this library.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0) throw new InvalidOperationException("A session runs once.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopped.Token);
        var running = new Dictionary<WatchTarget, RunningTarget>();
        try
        {
            while (true)
            {
                await ReconcileAsync(running, stop.Token);
                var changed = _changed.WaitAsync(stop.Token);
                var finished = await Task.WhenAny(running.Values.Select(target => target.Task).Append(changed));
                await finished; // a watcher never ends by itself, so this throws its fault, or cancellation
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way a session ends.
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var target in running.Values) await target.StopAsync();
            _outlet.Complete();
            _finished.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stopped.CancelAsync();
        if (Interlocked.Exchange(ref _started, 1) != 0) await _finished.Task;
        _outlet.Complete();
        _stopped.Dispose();
        _changed.Dispose();
    }

    private async Task ReconcileAsync(Dictionary<WatchTarget, RunningTarget> running, CancellationToken cancellation)
    {
        var wanted = _targets;
        foreach (var target in running.Keys.Except(wanted).ToList())
        {
            running.Remove(target, out var leaving);
            _outlet.Remove(target);
            await leaving!.StopAsync();
        }

        foreach (var target in wanted.Where(target => !running.ContainsKey(target)))
        {
            _outlet.Add(target);
            running[target] = RunningTarget.Start(new TargetWatcher(_api, target, _options, _outlet), cancellation);
        }
    }

    private sealed record RunningTarget(Task Task, CancellationTokenSource Stop)
    {
        public static RunningTarget Start(TargetWatcher watcher, CancellationToken cancellation)
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            return new RunningTarget(Task.Run(() => watcher.RunAsync(stop.Token), CancellationToken.None), stop);
        }

        public async Task StopAsync()
        {
            await Stop.CancelAsync();
            await Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Stop.Dispose();
        }
    }
}
