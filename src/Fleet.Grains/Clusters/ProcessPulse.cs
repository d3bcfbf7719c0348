using Microsoft.Extensions.Hosting;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Counts the times this process stood still: stopped by a signal, a suspended machine, a long pause of the runtime. While it did, the other
/// silos may have given its clusters to somebody else.
/// </summary>
internal sealed class ProcessPulse(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    /// <summary>Well below the time after which the other silos declare one dead (see the options of the membership).</summary>
    private static readonly TimeSpan StoodStill = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private long _last = time.GetTimestamp();
    private long _pauses;

    /// <summary>Up to this very moment: whoever runs first after a pause must not take it for none.</summary>
    public long Pauses
    {
        get
        {
            lock (_gate)
            {
                Feel();
                return _pauses;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                lock (_gate)
                    Feel();
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private void Feel()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_last, now) > StoodStill) _pauses++;
        _last = now;
    }
}
