using Fleet.Domain.Clusters;
using Fleet.Grains.Placement;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <inheritdoc cref="IClusterWatcherGrain"/>
[ClusterPlacement]
internal sealed class ClusterWatcherGrain(ClusterSessions sessions, TimeProvider time, ILoggerFactory loggers) : Grain, IClusterWatcherGrain
{
    private WatchPump? _pump;
    private long _session;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var wasWatching = _pump is not null;
        await EndAsync();
        // Orleans puts activations down when the silo that kept their place in the directory is lost. The cluster's grain may have been kept
        // by another one; without a word it would go on with a session that nobody watches.
        if (wasWatching && reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
            GrainFactory.GetGrain<IClusterGrain>(this.GetPrimaryKeyString()).Lost(_session, $"its watcher was put down: {reason.Description}").Ignore();
    }

    public async Task<bool> Watch(long session)
    {
        await EndAsync();
        var cluster = ClusterName.Parse(this.GetPrimaryKeyString());
        if (!sessions.TryGet(cluster, out var current) || current.Number != session)
        {
            // Left over from a time when the cluster was here, or placed by a silo with an old view.
            MigrateOnIdle();
            return false;
        }
        _session = session;
        _pump = new WatchPump(current, GrainFactory, time, loggers);
        // The watch outlives any call: without this the grain would be collected as idle.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        _pump.Start();
        return true;
    }

    public async Task Stop()
    {
        await EndAsync();
        DelayDeactivation(TimeSpan.Zero);
    }

    public async Task Leave()
    {
        await EndAsync();
        MigrateOnIdle();
    }

    private async Task EndAsync()
    {
        if (_pump is null) return;
        await _pump.DisposeAsync();
        _pump = null;
    }
}
