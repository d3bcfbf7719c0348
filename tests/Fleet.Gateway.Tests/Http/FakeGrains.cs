using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Releases.Import;
using Fleet.Domain.Status;
using Fleet.Grains;
using Fleet.Grains.Catalog;
using Fleet.Grains.Clusters;
using Fleet.Grains.Index;
using Fleet.Grains.Registries;
using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace Fleet.Gateway.Tests.Http;

/// <summary>A shard that numbers and notifies as the real one, and forgets nothing.</summary>
internal sealed class FakeIndexGrain(ILogger<FakeIndexGrain> logger) : Grain, IFleetIndexGrain
{
    private readonly ObserverManager<IFleetObserver> _observers = new(FleetIndexShards.SubscriptionLease, logger);
    private readonly Dictionary<ClusterName, ClusterSummary> _clusters = [];
    private readonly Dictionary<RegistryKey, RegistrySummary> _registries = [];
    private long _version;

    public Task ReportCluster(Numbered<ClusterSummary> report)
    {
        _clusters[report.Value.Name] = report.Value;
        return Publish(version => new FleetDelta(Shard, 1, version, report.Value, null, null, null));
    }

    public Task ReportRegistry(Numbered<RegistrySummary> report)
    {
        _registries[report.Value.Key] = report.Value;
        return Publish(version => new FleetDelta(Shard, 1, version, null, report.Value, null, null));
    }

    public Task ForgetRegistry(RegistryKey registry, long epoch)
    {
        _registries.Remove(registry);
        return Publish(version => new FleetDelta(Shard, 1, version, null, null, null, registry));
    }

    public Task ForgetCluster(ClusterName cluster)
    {
        _clusters.Remove(cluster);
        return Publish(version => new FleetDelta(Shard, 1, version, null, null, cluster, null));
    }

    public Task<FleetSnapshot> Subscribe(IFleetObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.FromResult(new FleetSnapshot(Shard, 1, _version, [.. _clusters.Values], [.. _registries.Values]));
    }

    public Task<ShardPosition?> Renew(IFleetObserver observer) =>
        Task.FromResult<ShardPosition?>(_observers.Observers.ContainsKey(observer) ? new ShardPosition(1, _version) : null);

    public Task Unsubscribe(IFleetObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    private int Shard => (int)this.GetPrimaryKeyLong();

    private Task Publish(Func<long, FleetDelta> delta)
    {
        var next = delta(++_version);
        return _observers.Notify(observer => observer.OnDelta(next));
    }
}

/// <summary>Registers in memory; refuses a kubeconfig that says <c>refuse</c>.</summary>
internal sealed class FakeClusterGrain(TimeProvider time) : Grain, IClusterGrain
{
    private ClusterSummary? _summary;

    public async Task<RegistrationOutcome> Register(RegisterCluster request)
    {
        if (_summary is not null) return new RegistrationOutcome.AlreadyRegistered();
        if (request.Kubeconfig.Contains("refuse", StringComparison.Ordinal))
            return new RegistrationOutcome.Refused(["kubeconfig.current-context 'x' is not there; set it.", "kubeconfig.users is empty; add one."]);
        return await Publish(Sample.Cluster(this.GetPrimaryKeyString(), sign: time.GetUtcNow()) with { Labels = request.Labels, Mode = request.Mode });
    }

    public async Task<RegistrationOutcome> SetPaused(bool paused) =>
        _summary is null ? new RegistrationOutcome.NotRegistered() : await Publish(_summary with { Paused = paused });

    public async Task<RemovalOutcome> Remove(FinalizerPolicy finalizers)
    {
        if (_summary is null) return new RemovalOutcome(false, 0, []);
        await Index.ForgetCluster(_summary.Name);
        _summary = null;
        return new RemovalOutcome(true, finalizers == FinalizerPolicy.Release ? 2 : 0, ["The Lease stays: delete it by hand."]);
    }

    public Task<RegistrationOutcome> Rotate(string kubeconfig, string? context) => SetPaused(false);
    public Task<RegistrationOutcome> TakeOver() => SetPaused(false);
    public Task<bool> Start(long view) => Task.FromResult(true);
    public Task Lost(long session, string what) => Task.CompletedTask;
    public Task<ClusterSummary?> Describe() => Task.FromResult(_summary);
    public Task ResendSummaries() => Task.CompletedTask;
    public Task SessionChanged(SessionReport report) => Task.CompletedTask;
    public Task ConnectionChanged(ConnectionReport report) => Task.CompletedTask;
    public Task RouterSeen(string appsDomain, string host) => Task.CompletedTask;
    public Task CertificateFetched(long session, string appsDomain, string? certificate) => Task.CompletedTask;
    public Task Rediscover() => Task.CompletedTask;

    private IFleetIndexGrain Index => GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(ClusterName.Parse(this.GetPrimaryKeyString())));

    private async Task<RegistrationOutcome> Publish(ClusterSummary summary)
    {
        _summary = summary;
        await Index.ReportCluster(new Numbered<ClusterSummary>(1, 1, summary));
        return new RegistrationOutcome.Accepted(summary);
    }
}

/// <summary>Decides as the real one does, and stores nothing.</summary>
internal sealed class FakeCatalogGrain : Grain, ICatalogGrain
{
    private ImmutableSortedDictionary<string, ReleaseCatalog> _imported = ImmutableSortedDictionary<string, ReleaseCatalog>.Empty;
    private FleetCatalog _inForce = new(0, ReleaseCatalog.BuiltIn);

    public Task<FleetCatalog> Get() => Task.FromResult(_inForce);

    public Task<ImportOutcome> Diff(CatalogText catalog) => Task.FromResult(Decide(catalog, keep: false));

    public Task<ImportOutcome> Import(CatalogText catalog) => Task.FromResult(Decide(catalog, keep: true));

    private ImportOutcome Decide(CatalogText catalog, bool keep)
    {
        var outcome = CatalogImport.Read(catalog.Text, catalog.File, catalog.Package);
        if (outcome is not ReadOutcome.Read read) return new ImportOutcome.Refused(((ReadOutcome.Refused)outcome).Problems);
        var admission = CatalogAdmission.Decide(ReleaseCatalog.BuiltIn, _imported, catalog.Name, read.Catalog.Catalog, read.Source);
        if (admission is not CatalogAdmission.Accepted accepted) return new ImportOutcome.Refused(((CatalogAdmission.Refused)admission).Problems);
        if (keep) (_imported, _inForce) = (accepted.Imported, new FleetCatalog(_inForce.Revision + 1, accepted.Fleet));
        return new ImportOutcome.Imported(
            _inForce.Revision, accepted.Diff, read.Catalog.Package, read.Catalog.Catalog.Releases.Length, read.Catalog.Ignored, read.Catalog.OtherPackages);
    }
}

/// <summary>Answers Events; a registry called <c>silent</c> cannot be asked.</summary>
internal sealed class FakeRegistryGrain : Grain, IRegistryGrain
{
    public Task<RegistryEvents> Events() => Task.FromResult(
        this.GetPrimaryKeyString().EndsWith("/silent", StringComparison.Ordinal)
            ? new RegistryEvents([], "the cluster does not answer")
            : new RegistryEvents([new RegistryEvent("Warning", "BackOff", "it restarts", "Pod/quay-app-1", 3, Sample.Noon)], null));

    public Task Observe(long session, bool first, DateTimeOffset at, ObservedObject registry) => Task.CompletedTask;
    public Task Leave() => Task.CompletedTask;
    public Task Vanished() => Task.CompletedTask;
    public Task Synced(long session) => Task.CompletedTask;
    public Task BundleChanged(string? resourceVersion) => Task.CompletedTask;
    public Task ClusterChanged() => Task.CompletedTask;
    public Task Report(Numbered<ComponentReport> report) => Task.CompletedTask;
    public Task StepFinished(StepFinished finished) => Task.CompletedTask;
    public Task PassFinished(PassFinished finished) => Task.CompletedTask;
    public Task StatusWritten(StatusWritten written) => Task.CompletedTask;
    public Task ResendSummary() => Task.CompletedTask;
    public Task<RegistrySummary?> Describe() => Task.FromResult<RegistrySummary?>(null);
}
