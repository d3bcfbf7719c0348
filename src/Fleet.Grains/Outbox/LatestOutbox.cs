namespace Fleet.Grains.Outbox;

/// <summary>
/// Sends the newest value until the receiver has acknowledged it; older ones are dropped, since each replaces the one before. Runs beside
/// the grain, outside its turns, and holds one value: there is nothing to overflow. There are a dozen of them for each registry, and one that has nothing
/// to send is but a few fields.
/// </summary>
internal sealed class LatestOutbox<T> : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    private readonly Func<Numbered<T>, Task> _send;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _failed;
    private readonly DateTimeOffset _begun;
    private readonly Lock _gate = new();
    private long _epoch;
    private long _sequence;
    private long _acknowledged;
    private T? _latest;
    private Task _sending = Task.CompletedTask;
    private CancellationTokenSource? _stop;
    private bool _isSending;
    private bool _ended;

    /// <param name="failed">Told of every failed attempt; the value is sent again after a growing pause of at most 10 s.</param>
    public LatestOutbox(Func<Numbered<T>, Task> send, TimeProvider time, Action<Exception> failed)
    {
        (_send, _time, _failed) = (send, time, failed);
        _begun = time.GetUtcNow();
        _epoch = ReportEpoch.Of(session: 0, _begun);
    }

    /// <summary>Places this sender in the order of all that ever sent for its grain.</summary>
    public long Epoch
    {
        get
        {
            lock (_gate)
                return _epoch;
        }
    }

    /// <summary>Everything posted was acknowledged.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _acknowledged == _sequence;
        }
    }

    /// <summary>What is posted from now on was learned in this session, and is newer than everything of earlier ones.</summary>
    public void Enter(long session)
    {
        lock (_gate) _epoch = Math.Max(_epoch, ReportEpoch.Of(session, _begun));
    }

    public void Post(T value)
    {
        lock (_gate)
        {
            _latest = value;
            _sequence++;
            Begin();
        }
    }

    /// <summary>Sends the newest value once more, acknowledged or not.</summary>
    public void Repeat()
    {
        lock (_gate)
        {
            if (_sequence == 0) return;
            _sequence++;
            Begin();
        }
    }

    /// <summary>Sends nothing any more; what is on its way has arrived, or failed, when the task ends. What is posted later is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        Task sending;
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            sending = _sending;
        }
        if (_stop is not null) await _stop.CancelAsync();
        await sending;
        _stop?.Dispose();
    }

    /// <summary>To be called under the gate.</summary>
    private void Begin()
    {
        if (_isSending || _ended) return;
        _isSending = true;
        // It belongs to no trace of who posted, and goes on after that.
        using (ExecutionContext.SuppressFlow()) _sending = Task.Run(SendAsync);
    }

    private async Task SendAsync()
    {
        var retry = FirstRetry;
        while (Next() is { } next)
            try
            {
                await _send(next);
                Acknowledge(next.Sequence);
                retry = FirstRetry;
            }
#pragma warning disable CA1031 // whatever the receiver throws, the value still has to arrive
            catch (Exception e)
            {
                if (Pause() is not { } pause) return;
                _failed(e);
                await Task.Delay(retry, _time, pause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
#pragma warning restore CA1031
    }

    /// <summary>Null when there is nothing to send: sending ends, and the next value begins it anew.</summary>
    private Numbered<T>? Next()
    {
        lock (_gate)
        {
            if (!_ended && _sequence > _acknowledged) return new Numbered<T>(_epoch, _sequence, _latest!);
            (_isSending, _sending) = (false, Task.CompletedTask);
            return null;
        }
    }

    /// <summary>Cut short when sending ends; null when it has.</summary>
    private CancellationToken? Pause()
    {
        lock (_gate)
            return _ended ? null : (_stop ??= new CancellationTokenSource()).Token;
    }

    private void Acknowledge(long sequence)
    {
        lock (_gate)
            _acknowledged = Math.Max(_acknowledged, sequence);
    }
}
