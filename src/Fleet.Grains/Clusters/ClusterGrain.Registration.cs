using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Catalog;
using Fleet.Grains.Index;

namespace Fleet.Grains.Clusters;

/// <summary>What people decide about the cluster: durable before it is acknowledged.</summary>
internal sealed partial class ClusterGrain
{
    /// <summary>Watchers tell that they live every five seconds.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private bool IsDeaf(ClusterSession session) => _watched == session.Number && _time.GetUtcNow() - _heard > Silence;

    public async Task<RegistrationOutcome> Register(RegisterCluster request)
    {
        if (_state.State.Registered) return new RegistrationOutcome.AlreadyRegistered();
        if (await UnknownChannel(request.Channel) is { } unknown) return new RegistrationOutcome.Refused([unknown]);
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
                    (state.Channel, state.Approval) = (request.Channel, request.Approval);
                });
                Stay();
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

    public async Task<RegistrationOutcome> Subscribe(string? channel, Approval? approval)
    {
        if (!_state.State.Registered) return new RegistrationOutcome.NotRegistered();
        if (await UnknownChannel(channel) is { } unknown) return new RegistrationOutcome.Refused([unknown]);
        await Store(state => (state.Channel, state.Approval) = (channel, approval));
        await ShareFacts();
        return new RegistrationOutcome.Accepted(Summarise());
    }

    public async Task<ClusterChangeOutcome> Change(ClusterChange change)
    {
        if (!_state.State.Registered) return new ClusterChangeOutcome(null, 0, []);
        var mode = change.Mode ?? _state.State.Mode;
        var isOther = mode != _state.State.Mode;
        await Store(state => (state.Mode, state.Labels) = (mode, change.MergeInto(state.Labels)));
        // Ends the session that wrote, with what it had under way, before anything is cleaned.
        if (isOther) await Restart();
        else Report();
        var farewell = change.Mode is null or ClusterMode.Reconcile || _session is not { } session ? Farewell.None
            : await ClusterFarewell.SayAsync(session, change.Finalizers, _starter.FleetId, Policy.Namespaces, change.GiveBack ? _state.State.Features : null);
        return new ClusterChangeOutcome(Summarise(), farewell.Released, farewell.Problems, farewell.HandedOver);
    }

    public async Task<RegistrationOutcome> SetServices(ClusterServices services)
    {
        if (!_state.State.Registered) return new RegistrationOutcome.NotRegistered();
        await Store(state => state.Services = services);
        Report();
        return new RegistrationOutcome.Accepted(Summarise());
    }

    public async Task<RegistrationOutcome> SetPolicy(ClusterPolicy policy)
    {
        if (!_state.State.Registered) return new RegistrationOutcome.NotRegistered();
        var before = Policy;
        await Store(state => state.Policy = policy);
        // What is watched follows from these.
        if (!before.Namespaces.SequenceEqual(policy.Namespaces) || before.KeepSpec != policy.KeepSpec) await Restart();
        else await ShareFacts();
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
        var farewell = _session is not { } session || _connection is { Features: null } ? new Farewell(0, ["The cluster was not connected: nothing on it was changed."])
            : _state.State.Mode == ClusterMode.Reconcile ? await ClusterFarewell.SayAsync(session, finalizers, _starter.FleetId, Policy.Namespaces)
            : Farewell.None;
        foreach (var registry in _state.State.Registries.Union(_session?.Shown.Keys ?? [])) await Registry(registry).Vanished();
        await _starter.EndAsync(_name);
        (_session, _connection, _watch) = (null, null, null);
        await _directory.RemoveAsync(_name, CancellationToken.None);
        await _state.ClearStateAsync();
        // A summary still on its way would bring it back.
        await _outbox.DisposeAsync();
        await GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(_name)).ForgetCluster(_name);
        LogRemoved(_name);
        DeactivateOnIdle();
        return new RemovalOutcome(true, farewell.Released, farewell.Problems);
    }

    /// <summary>Null when there is such a channel, or none is named.</summary>
    private async Task<string?> UnknownChannel(string? channel)
    {
        if (channel is null) return null;
        var catalog = (await GrainFactory.GetCatalog().Get()).Catalog;
        return catalog.Channel(channel) is null
            ? $"channel: '{channel}' is in no catalog: choose one of {string.Join(", ", catalog.Channels.Select(known => known.Name).TakeLast(8))}, or import the catalog that has it"
            : null;
    }

    private ClusterPolicy Policy => _state.State.Policy ?? ClusterPolicy.None;

    private void Report() => _outbox.Post(Summarise());

    private ClusterSummary Summarise() => ClusterRules.Summarise(_name, _state.State, _connection, _watch, _catalog.Current?.Stop) with { CredentialsExpireAt = _session?.CredentialsExpireAt };
}
