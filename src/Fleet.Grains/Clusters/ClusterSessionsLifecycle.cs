
namespace Fleet.Grains.Clusters;

/// <summary>Ends every session before the silo's grains go, so that nothing that runs beside them calls grains that are no longer there.</summary>
internal sealed class ClusterSessionsLifecycle(ClusterSessions sessions) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ClusterSessionsLifecycle),
        ServiceLifecycleStage.Active + 1,
        _ => Task.CompletedTask,
        async _ => await sessions.DisposeAsync());
}
