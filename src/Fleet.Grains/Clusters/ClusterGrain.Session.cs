using Fleet.Domain.Reconciliation;
using Orleans.Storage;

namespace Fleet.Grains.Clusters;

/// <summary>The session with the cluster: how it begins, begins again, and moves to another silo.</summary>
internal sealed partial class ClusterGrain
{
    private async Task Restart(bool takeOver = false)
    {
        _again?.Dispose();
        _again = null;
        await Watcher.Stop();
        (_connection, _watch) = (null, null);
        _operator ??= _starter.OpenOperator(_name, _state.State.Operator);
        // Stored before the Lease is written, so that a Lease ahead of the database tells of a restored backup.
        await Store(state => state.Sessions++);
        _outbox.Enter(_state.State.Sessions);
        (_session, _connector) = await _starter.StartAsync(_name, _state.State, takeOver, this.AsReference<IClusterGrain>());
        await ShareFacts();
    }

    /// <summary>Ends everything here: the cluster's home is another silo now.</summary>
    private async Task Leave()
    {
        LogLeaving(_name);
        await Watcher.Leave();
        if (_connector is not null) await _connector.StopAsync();
        await _starter.EndAsync(_name);
        _session = null;
        await Task.WhenAll(_state.State.Registries.Select(registry => Registry(registry).Leave()));
        MigrateOnIdle();
    }

    private async Task Watch()
    {
        if (_session is not { } session || _connection is not { Features: not null } || _watched == session.Number) return;
        if (await Watcher.Watch(session.Number)) (_watched, _heard) = (session.Number, _time.GetUtcNow());
        else await Lost(session.Number, "its watcher is on another silo");
    }

    private void RestartAfter(TimeSpan pause) =>
        _again ??= this.RegisterGrainTimer(
            async () =>
            {
                try
                {
                    await Restart();
                }
                catch (Exception e) when (e is not InconsistentStateException)
                {
                    LogRestartFailed(e, _name);
                    RestartAfter(Backoff.Connections.After(_losses++, jitter: 0.5));
                }
            },
            new GrainTimerCreationOptions(pause, Timeout.InfiniteTimeSpan));
}
