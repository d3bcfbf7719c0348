using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Grains.Catalog;
using Fleet.Grains.Index;
using Fleet.Grains.Outbox;
using Fleet.Grains.Placement;
using Fleet.Grains.Registries;
using Fleet.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <inheritdoc cref="IClusterGrain"/>
[ClusterPlacement]
internal sealed partial class ClusterGrain : Grain, IClusterGrain
{
    private readonly IPersistentState<ClusterState> _state;
    private readonly IClusterDirectory _directory;
    private readonly ClusterSessionStarter _starter;
    private readonly ClusterHome _home;
    private readonly CatalogCopy _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterGrain> _logger;
    private readonly LatestOutbox<ClusterSummary> _outbox;
    private readonly ClusterName _name;
    private readonly CachedState<ClusterState> _cache;
    private ClusterSession? _session;
    private ClusterConnector? _connector;
    private ConnectionReport? _connection;
    private SessionReport? _watch;
    private (long Session, string AppsDomain) _routerAsked;
    private InClusterOperator? _operator;
    private long _watched;
    private DateTimeOffset _heard;
    private int _losses;
    private IGrainTimer? _again;

    public ClusterGrain(
        [PersistentState("cluster")] IPersistentState<ClusterState> state,
        IClusterDirectory directory,
        ClusterSessionStarter starter,
        ClusterHome home,
        CatalogCopy catalog,
        TimeProvider time,
        ILogger<ClusterGrain> logger)
    {
        (_state, _directory, _starter, _home, _catalog, _time, _logger) = (state, directory, starter, home, catalog, time, logger);
        _name = ClusterName.Parse(this.GetPrimaryKeyString());
        _cache = new CachedState<ClusterState>(this, state, e => LogNotStored(e, _name));
        var index = GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(_name));
        _outbox = new LatestOutbox<ClusterSummary>(index.ReportCluster, time, e => LogReportFailed(e, _name));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_state.State.Registered) Stay();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _outbox.DisposeAsync();
        await _starter.EndAsync(_name);
    }

    public async Task<bool> Start(long view)
    {
        if (!_state.State.Registered)
        {
            await _directory.RemoveAsync(_name, CancellationToken.None);
            return true;
        }
        await _home.CatchUpAsync(view);
        if (!_home.IsHere(_name))
        {
            await Leave();
            return false;
        }
        if (_session is { } session)
        {
            // What was told of a new catalog, or of the watcher's end, may have got lost.
            if (session.Facts.Catalog != _catalog.Current) await ShareFacts();
            if (IsDeaf(session)) await Lost(session.Number, "its watcher has not been heard of");
            return true;
        }
        await Restart();
        foreach (var registry in _state.State.Registries) await Registry(registry).ResendSummary();
        return true;
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
        _connection = report;
        if (report.Features is { } features && features != _state.State.Features) await Remember(state => state.Features = features);
        if (report.Operator is { } seen && seen != _operator) await Remember(state => state.Operator = _starter.Seal(_name, _operator = seen));
        await ShareFacts();
        await Watch();
    }

    public async Task SessionChanged(SessionReport report)
    {
        if (report.Session != _session?.Number) return;
        (_watch, _heard) = (report, _time.GetUtcNow());
        if (report.State == ConnectionState.Live)
        {
            _losses = 0;
            _connector?.Live();
            if (!report.Registries.SetEquals(_state.State.Registries)) await Remember(state => state.Registries = report.Registries);
        }
        Report();
    }

    public Task Lost(long session, string what)
    {
        if (session != _session?.Number || _again is not null) return Task.CompletedTask;
        LogLost(_name, session, what);
        // Several may have lost something, and what made them lose it may still be going on.
        RestartAfter(Backoff.Connections.After(_losses++, jitter: 0.5));
        return Task.CompletedTask;
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
            await Remember(state => (state.AppsDomain, state.RouterCertificate) = (appsDomain, certificate ?? state.RouterCertificate));
        await ShareFacts();
    }

    public async Task CatalogChanged(long revision)
    {
        await _catalog.ReachAsync(revision);
        await ShareFacts();
    }

    public Task Rediscover()
    {
        _connector?.LookAgain();
        return Task.CompletedTask;
    }

    // It owns the connection that all grains of the cluster use. Who only asks for a name that is not registered keeps nothing in memory.
    private void Stay() => DelayDeactivation(Timeout.InfiniteTimeSpan);

    private async Task ShareFacts()
    {
        Report();
        if (_session is not { } session) return;
        var facts = ClusterRules.Share(_state.State, _connection, _catalog.Current, _operator, _starter.Images);
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

    /// <summary>What is kept only so that a restart shows it at once: a store that does not take it now takes it later.</summary>
    private Task Remember(Action<ClusterState> change)
    {
        change(_state.State);
        return _cache.StoreAsync(CancellationToken.None);
    }

    private IClusterWatcherGrain Watcher => GrainFactory.GetGrain<IClusterWatcherGrain>(_name.ToString());

    private IRegistryGrain Registry(string namespacedName) => GrainFactory.GetGrain<IRegistryGrain>($"{_name}/{namespacedName}");
}
