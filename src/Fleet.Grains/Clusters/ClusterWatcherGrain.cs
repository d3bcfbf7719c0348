using Fleet.Domain.Clusters;
using Fleet.Grains.Placement;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <inheritdoc cref="IClusterWatcherGrain"/>
[ClusterPlacement]
internal sealed class ClusterWatcherGrain(ClusterSessions sessions, TimeProvider time, ILoggerFactory loggers) : Grain, IClusterWatcherGrain
{
    private WatchPump? _pump;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await EndAsync();

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
