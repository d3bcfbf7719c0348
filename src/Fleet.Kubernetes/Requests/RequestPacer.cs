namespace Fleet.Kubernetes.Requests;

/// <summary>
/// A token bucket per cluster, with a bounded queue. It keeps one time stamp and no timer (the generic cell rate algorithm), since a silo
/// has one per cluster and most are idle.
/// </summary>
/// <param name="perSecond">Sustained rate; above 0.</param>
/// <param name="burst">Requests that may go at once after a pause; at least 1.</param>
/// <param name="longestWait">A request that would have to wait longer is refused instead: the queue's bound.</param>
internal sealed class RequestPacer(double perSecond, int burst, TimeSpan longestWait, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / perSecond);
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _nextSlot;

    /// <summary>False when the queue is full; nothing is taken then.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellation)
    {
        if (!TryReserve(out var wait)) return false;
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation);
        return true;
    }

    internal bool TryReserve(out TimeSpan wait)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            var slot = _nextSlot > now ? _nextSlot : now;
            wait = slot - now - _interval * (burst - 1);
            if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
            if (wait > longestWait) return false;
            _nextSlot = slot + _interval;
            return true;
        }
    }
}
