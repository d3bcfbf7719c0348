using Fleet.Domain.Reconciliation;
using Fleet.Grains.Tracing;

namespace Fleet.Grains.Clusters;

/// <summary>What the pump tells the cluster's grain of itself.</summary>
internal sealed partial class WatchPump
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>Says so until it is heard: nobody else knows that this session is deaf.</summary>
    private async Task LoseAsync(string why)
    {
        for (var failures = 0; !_stop.IsCancellationRequested && !await TryTellAsync(() => _cluster.Lost(_session.Number, why)); failures++)
            await Task.Delay(Backoff.Connections.After(failures, jitter: 0.5), _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Not a poll of the cluster: it says that this process is alive and what it knows, which is what freshness is judged by.
    private async Task ReportAsync()
    {
        FleetTraces.Detach();
        using var timer = new PeriodicTimer(SignOfLife, _time);
        try
        {
            // The next sign of life follows; one that is lost shows as staleness if it goes on.
            do await TryTellAsync(() => _cluster.SessionChanged(Report()));
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>False when the cluster's grain did not hear it.</summary>
    private async Task<bool> TryTellAsync(Func<Task> tell)
    {
        try
        {
            await tell();
            return true;
        }
#pragma warning disable CA1031 // whatever kept it from hearing: who tells decides what follows
        catch (Exception e)
        {
            if (!_stop.IsCancellationRequested) LogReportFailed(e, _session.Cluster);
            return false;
        }
#pragma warning restore CA1031
    }

    private SessionReport Report()
    {
        var (state, message) = WatchProgress.Judge(_watch.Health, _time.GetUtcNow());
        return new SessionReport(_session.Number, state, message, _time.GetUtcNow(), _routing.RegistryNames);
    }
}
