namespace Fleet.Simulator.Store;

/// <summary>The last changes of a cluster, for watches to go on from. Allocated with the first; bounded.</summary>
/// <param name="length">How many changes are kept at least, and not more than twice as many; a watch that asks for an older one is told 410.</param>
internal sealed class EventHistory(int length)
{
    private readonly Lock _gate = new();
    private readonly List<ClusterEvent> _events = [];
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
            _events.Add(change);
            // In large steps: each moves everything that is left.
            if (_events.Count >= 2 * length) Drop(_events.Count - length);
            (signal, _next) = (_next, NewSignal());
        }
        signal.SetResult();
    }

    /// <summary>Forgets everything up to a version.</summary>
    public void Forget(long version)
    {
        lock (_gate)
        {
            Drop(FirstAfter(version));
            _forgotten = Math.Max(_forgotten, version);
        }
    }

    /// <summary>
    /// The changes of a resource after a version, the newest version of any that is known here, and a task that ends with the next change of any;
    /// null when some are forgotten.
    /// </summary>
    public (IReadOnlyList<ClusterEvent> Events, long Newest, Task Next)? After(long version, string resource)
    {
        lock (_gate)
            return version < _forgotten
                ? null
                : ([.. _events.Skip(FirstAfter(version)).Where(change => change.Resource == resource)], _events is [.., var last] ? last.Version : _forgotten, _next.Task);
    }

    /// <summary>How a resource's objects were at an earlier version; null when that is forgotten.</summary>
    public ClusterState? Back(ClusterState state, long version, string resource)
    {
        if (After(version, resource) is not { Events: var changes }) return null;
        var then = state;
        // The state may be older than the newest change.
        foreach (var change in changes.Reverse().Where(change => change.Version <= state.Version))
            then = change.Before is { } before ? then.Put(before) : then.Remove(resource, change.Name, version);
        return then with { Version = version };
    }

    private void Drop(int count)
    {
        if (count == 0) return;
        _forgotten = _events[count - 1].Version;
        _events.RemoveRange(0, count);
    }

    /// <summary>Most readers stand near the end, of thousands of changes.</summary>
    private int FirstAfter(long version)
    {
        var (low, high) = (0, _events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_events[middle].Version <= version) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
