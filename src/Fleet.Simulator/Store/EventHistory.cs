namespace Fleet.Simulator.Store;

/// <summary>The last changes of a cluster, for watches to go on from. Allocated with the first; bounded.</summary>
/// <param name="length">How many changes are kept; a watch that asks for an older one is told 410.</param>
internal sealed class EventHistory(int length)
{
    private readonly Lock _gate = new();
    private readonly Queue<ClusterEvent> _events = new();
    private TaskCompletionSource _next = NewSignal();
    private long _forgotten;

    /// <summary>The newest version whose changes are not known any more; who stands there or later misses nothing.</summary>
    public long Forgotten
    {
        get
        {
            lock (_gate) return _forgotten;
        }
    }

    public void Add(ClusterEvent change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            _events.Enqueue(change);
            while (_events.Count > length) _forgotten = _events.Dequeue().Version;
            (signal, _next) = (_next, NewSignal());
        }
        signal.SetResult();
    }

    /// <summary>Forgets everything up to a version.</summary>
    public void Forget(long version)
    {
        lock (_gate)
        {
            _forgotten = Math.Max(_forgotten, version);
            while (_events.TryPeek(out var oldest) && oldest.Version <= version) _events.Dequeue();
        }
    }

    /// <summary>The changes of a resource after a version, and a task that ends with the next change of any; null when some are forgotten.</summary>
    public (IReadOnlyList<ClusterEvent> Events, Task Next)? After(long version, string resource)
    {
        lock (_gate)
            return version < _forgotten ? null : ([.. _events.Where(change => change.Version > version && change.Resource == resource)], _next.Task);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
