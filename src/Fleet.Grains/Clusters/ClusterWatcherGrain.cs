using Fleet.Domain.Clusters;
using Fleet.Grains.Placement;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <inheritdoc cref="IClusterWatcherGrain"/>
[ClusterPlacement]
internal sealed class ClusterWatcherGrain(ClusterSessions sessions, TimeProvider time, ILoggerFactory loggers) : Grain, IClusterWatcherGrain
{
    private WatchPump? _pump;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await Stop();

    public async Task Watch(long session)
    {
        await Stop();
        var cluster = ClusterName.Parse(this.GetPrimaryKeyString());
        // A newer session has replaced the one meant; it will ask for its own watch.
        if (!sessions.TryGet(cluster, out var current) || current.Number != session) return;
        _pump = new WatchPump(current, GrainFactory, time, loggers);
        // The watch outlives any call: without this the grain would be collected as idle.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        _pump.Start();
    }

    public async Task Stop()
    {
        if (_pump is null) return;
        await _pump.DisposeAsync();
        _pump = null;
        DelayDeactivation(TimeSpan.Zero);
    }
}
