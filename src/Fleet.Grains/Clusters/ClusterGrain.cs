using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Grains.Index;
using Fleet.Grains.Outbox;
using Fleet.Grains.Placement;
using Fleet.Grains.Registries;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <inheritdoc cref="IClusterGrain"/>
[ClusterPlacement]
internal sealed partial class ClusterGrain : Grain, IClusterGrain
{
    private readonly IPersistentState<ClusterState> _state;
    private readonly IClusterDirectory _directory;
    private readonly ClusterSessionStarter _starter;
    private readonly ILogger<ClusterGrain> _logger;
    private readonly LatestOutbox<ClusterSummary> _outbox;
    private readonly ClusterName _name;
    private ClusterSession? _session;
    private ClusterConnector? _connector;
    private ConnectionReport? _connection;
    private SessionReport? _watch;
    private (long Session, string AppsDomain) _routerAsked;

    public ClusterGrain(
        [PersistentState("cluster")] IPersistentState<ClusterState> state,
        IClusterDirectory directory,
        ClusterSessionStarter starter,
        TimeProvider time,
        ILogger<ClusterGrain> logger)
    {
        (_state, _directory, _starter, _logger) = (state, directory, starter, logger);
        _name = ClusterName.Parse(this.GetPrimaryKeyString());
        var index = GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(_name));
        _outbox = new LatestOutbox<ClusterSummary>(index.ReportCluster, time, e => LogReportFailed(e, _name));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // It owns the connection that all grains of the cluster use.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _outbox.DisposeAsync();
        await _starter.EndAsync(_name);
    }

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
                await Start();
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
        await GrainFactory.GetGrain<IClusterWatcherGrain>(_name.ToString()).Stop();
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

    public async Task Start()
    {
        if (!_state.State.Registered)
        {
            await _directory.RemoveAsync(_name, CancellationToken.None);
            return;
        }
        if (_session is not null) return;
        await Restart();
        foreach (var registry in _state.State.Registries) await Registry(registry).ResendSummary();
    }

    public Task<ClusterSummary?> Describe() => Task.FromResult(_state.State.Registered ? Summarise() : null);

    public async Task ResendSummaries()
    {
        if (!_state.State.Registered) return;
        Report();
        foreach (var registry in _state.State.Registries) await Registry(registry).ResendSummary();
    }

    public async Task ConnectionChanged(ConnectionReport report)
    {
        if (report.Session != _session?.Number) return;
        var first = _connection?.Features is null && report.Features is not null;
        _connection = report;
        if (report.Features is { } features && features != _state.State.Features) await Store(state => state.Features = features);
        await ShareFacts();
        if (first) await GrainFactory.GetGrain<IClusterWatcherGrain>(_name.ToString()).Watch(report.Session);
    }

    public async Task SessionChanged(SessionReport report)
    {
        if (report.Session != _session?.Number) return;
        _watch = report;
        if (report.State == ConnectionState.Live && !report.Registries.SetEquals(_state.State.Registries))
            await Store(state => state.Registries = report.Registries);
        Report();
    }

    public async Task RouterSeen(string appsDomain, string host)
    {
        // Once per session: a router that cannot be reached from here would be asked for every Route there is.
        if (_session is not { } session || _routerAsked == (session.Number, appsDomain)) return;
        _routerAsked = (session.Number, appsDomain);
        // Best effort and slow when the router cannot be reached, so beside the grain.
        var self = this.AsReference<IClusterGrain>();
        _ = Task.Run(() => RouterCertificate.ReportAsync(session, appsDomain, host, self, e => LogReportFailed(e, _name)), CancellationToken.None);
        await Task.CompletedTask;
    }

    public async Task CertificateFetched(long session, string appsDomain, string? certificate)
    {
        if (session != _session?.Number) return;
        if (appsDomain != _state.State.AppsDomain || (certificate is not null && certificate != _state.State.RouterCertificate))
            await Store(state => (state.AppsDomain, state.RouterCertificate) = (appsDomain, certificate ?? state.RouterCertificate));
        await ShareFacts();
    }

    public Task Rediscover()
    {
        _connector?.LookAgain();
        return Task.CompletedTask;
    }

    private async Task Restart(bool takeOver = false)
    {
        await GrainFactory.GetGrain<IClusterWatcherGrain>(_name.ToString()).Stop();
        (_connection, _watch) = (null, null);
        // Stored before the Lease is written, so that a Lease ahead of the database tells of a restored backup.
        if (_state.State.Mode == ClusterMode.Reconcile) await Store(state => state.Claims++);
        (_session, _connector) = await _starter.StartAsync(_name, _state.State, takeOver, this.AsReference<IClusterGrain>());
        await ShareFacts();
    }

    private async Task ShareFacts()
    {
        Report();
        if (_session is not { } session) return;
        var facts = ClusterRules.Share(_state.State, _connection);
        if (facts == session.Facts) return;
        session.Facts = facts;
        foreach (var registry in _state.State.Registries) await Registry(registry).ClusterChanged();
    }

    private async Task Store(Action<ClusterState> change)
    {
        change(_state.State);
        try
        {
            await _state.WriteStateAsync();
        }
        catch
        {
            // In memory we are now ahead of the store; the next activation reads what was really kept.
            DeactivateOnIdle();
            throw;
        }
    }

    private void Report() => _outbox.Post(Summarise());

    private ClusterSummary Summarise() => ClusterRules.Summarise(_name, _state.State, _connection, _watch);

    private IRegistryGrain Registry(string namespacedName) => GrainFactory.GetGrain<IRegistryGrain>($"{_name}/{namespacedName}");
}
