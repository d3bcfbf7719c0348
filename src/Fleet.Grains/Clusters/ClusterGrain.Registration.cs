using Fleet.Grains.Index;

namespace Fleet.Grains.Clusters;

/// <summary>What people decide about the cluster: durable before it is acknowledged.</summary>
internal sealed partial class ClusterGrain
{
    public async Task<RegistrationOutcome> Register(RegisterCluster request)
    {
        if (_state.State.Registered) return new RegistrationOutcome.AlreadyRegistered();
        switch (_starter.Seal(_name, request.Kubeconfig, request.Context))
        {
            case SealedCredentials.Refused refused:
                return new RegistrationOutcome.Refused(refused.Problems);
            case SealedCredentials.Accepted accepted:
                // The table first: an entry without a registration is cleaned at the next start, a registration without an entry never starts.
                await _directory.AddAsync(_name, CancellationToken.None);
                await Store(state =>
                {
                    (state.Registered, state.Mode, state.Labels) = (true, request.Mode, request.Labels);
                    (state.Endpoint, state.Credentials) = (accepted.Endpoint, accepted.Box);
                });
                LogRegistered(_name, accepted.Endpoint, request.Mode);
                await Restart();
                return new RegistrationOutcome.Accepted(Summarise());
            default:
                throw new InvalidOperationException("Credentials are either accepted or refused.");
        }
    }

    public async Task<RegistrationOutcome> Rotate(string kubeconfig, string? context)
    {
        if (!_state.State.Registered) return new RegistrationOutcome.NotRegistered();
        switch (_starter.Seal(_name, kubeconfig, context))
        {
            case SealedCredentials.Refused refused:
                return new RegistrationOutcome.Refused(refused.Problems);
            case SealedCredentials.Accepted accepted:
                await Store(state => (state.Endpoint, state.Credentials) = (accepted.Endpoint, accepted.Box));
                await Restart();
                return new RegistrationOutcome.Accepted(Summarise());
            default:
                throw new InvalidOperationException("Credentials are either accepted or refused.");
        }
    }

    public async Task<RegistrationOutcome> SetPaused(bool paused)
    {
        if (!_state.State.Registered) return new RegistrationOutcome.NotRegistered();
        await Store(state => state.Paused = paused);
        await ShareFacts();
        return new RegistrationOutcome.Accepted(Summarise());
    }

    public async Task<RegistrationOutcome> TakeOver()
    {
        if (!_state.State.Registered) return new RegistrationOutcome.NotRegistered();
        await Restart(takeOver: true);
        return new RegistrationOutcome.Accepted(Summarise());
    }

    public async Task<RemovalOutcome> Remove(FinalizerPolicy finalizers)
    {
        if (!_state.State.Registered) return new RemovalOutcome(false, 0, []);
        await Watcher.Stop();
        // Before the Lease goes: a look that is under way would claim it again.
        if (_connector is not null) await _connector.StopAsync();
        // What was never reached is not asked again; what is only being connected to may just have been claimed.
        var farewell = _session is { } session && _connection is not { Features: null }
            ? await ClusterFarewell.SayAsync(session, finalizers, _state.State.Mode, _starter.FleetId)
            : new RemovalOutcome(true, 0, ["The cluster was not connected: nothing on it was changed."]);
        foreach (var registry in _state.State.Registries) await Registry(registry).Vanished();
        await _starter.EndAsync(_name);
        (_session, _connection, _watch) = (null, null, null);
        await _directory.RemoveAsync(_name, CancellationToken.None);
        await _state.ClearStateAsync();
        await GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(_name)).ForgetCluster(_name);
        LogRemoved(_name);
        DeactivateOnIdle();
        return farewell;
    }
}
