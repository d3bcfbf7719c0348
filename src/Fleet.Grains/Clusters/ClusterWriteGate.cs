using Fleet.Kubernetes.Connections;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Lets a session's writes go while it is certain that the session still is the one that may write. Certainty is lost when the process stood
/// still or the Lease changed; the next write then asks for it again. Closed for good when the session ends.
/// </summary>
internal sealed class ClusterWriteGate(ProcessPulse pulse, TimeProvider time) : IWriteGate, IDisposable
{
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private (long Pauses, long Suspicions) _certain = (pulse.Pauses, 0);
    private long _suspicions;
    private int _inside;
    private long _entered;
    private bool _closed;
    private string? _held;

    /// <summary>Finds out whether the session may still write: null when it may, else why not. Without one, nothing is doubted.</summary>
    public Func<CancellationToken, Task<string?>>? Ask { get; set; }

    /// <summary>How many writes were let in so far.</summary>
    public long Entered => Interlocked.Read(ref _entered);

    /// <summary>Lets nothing in until it is called with null.</summary>
    public void Hold(string? why)
    {
        lock (_lock) _held = why;
    }

    /// <summary>Something happened after which another session may be the one that writes.</summary>
    public void Suspect() => Interlocked.Increment(ref _suspicions);

    public async ValueTask<KubernetesError?> EnterAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var now = Now();
            lock (_lock)
            {
                if (_closed) return new KubernetesError.Superseded("the session with the cluster has ended");
                if (_held is { } held) return new KubernetesError.Superseded(held);
                if (now == _certain)
                {
                    _inside++;
                    _entered++;
                    return null;
                }
            }
            if (await AskAsync(now, cancellation) is { } problem) return new KubernetesError.Superseded(problem);
        }
    }

    public void Exit()
    {
        lock (_lock)
            if (--_inside == 0 && _closed) _drained.TrySetResult();
    }

    /// <summary>Lets nothing in any more and waits for what is inside, though not for ever: an API server may have stopped answering.</summary>
    public async Task CloseAsync(TimeSpan longest)
    {
        lock (_lock)
        {
            _closed = true;
            if (_inside == 0) return;
        }
        await _drained.Task.WaitAsync(longest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _asking.Dispose();

    private (long Pauses, long Suspicions) Now() => (pulse.Pauses, Interlocked.Read(ref _suspicions));

    private async Task<string?> AskAsync((long Pauses, long Suspicions) now, CancellationToken cancellation)
    {
        // One asks for all that wait.
        await _asking.WaitAsync(cancellation);
        try
        {
            lock (_lock)
                if (_certain == now) return null;
            if (Ask is { } ask && await ask(cancellation) is { } problem) return problem;
            lock (_lock) _certain = now;
            return null;
        }
        finally
        {
            _asking.Release();
        }
    }
}
