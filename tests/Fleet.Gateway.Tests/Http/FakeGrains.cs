using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Editing;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Releases.Import;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Status;
using Fleet.Grains;
using Fleet.Grains.Catalog;
using Fleet.Grains.Clusters;
using Fleet.Grains.Index;
using Fleet.Grains.Registries;
using Fleet.Grains.Rollouts;
using Fleet.Grains.Webhooks;
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

/// <summary>Registers in memory; refuses a kubeconfig that says <c>refuse</c>, and takes its time over one that names a <see cref="SlowWrite"/>.</summary>
internal sealed class FakeClusterGrain(TimeProvider time) : Grain, IClusterGrain
{
    internal static readonly System.Collections.Concurrent.ConcurrentDictionary<string, SlowWrite> Slow = new();

    private ClusterSummary? _summary;

    public async Task<RegistrationOutcome> Register(RegisterCluster request)
    {
        if (Slow.FirstOrDefault(write => request.Kubeconfig.Contains(write.Key, StringComparison.Ordinal)).Value is { } slow)
        {
            slow.Begun.TrySetResult();
            await slow.MayEnd.Task;
        }
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
    public Task CatalogChanged(long revision) => Task.CompletedTask;

    public async Task<RegistrationOutcome> SetServices(ClusterServices services) =>
        _summary is null ? new RegistrationOutcome.NotRegistered() : await Publish(_summary with { Services = services });

    public Task<ImmutableArray<PreflightCheck>> Preflight() => Task.FromResult<ImmutableArray<PreflightCheck>>(
        [new PreflightCheck("version", PreflightResult.Passed, "Kubernetes v1.20.2"), new PreflightCheck("capacity", PreflightResult.Failed, "there is no node")]);

    public async Task<RegistrationOutcome> SetPolicy(ClusterPolicy policy) =>
        _summary is null ? new RegistrationOutcome.NotRegistered() : await Publish(_summary with { Policy = policy });

    public async Task<RegistrationOutcome> Subscribe(string? channel, Approval? approval) =>
        _summary is null ? new RegistrationOutcome.NotRegistered()
        : channel is not null && ReleaseCatalog.BuiltIn.Channel(channel) is null ? new RegistrationOutcome.Refused([$"channel: '{channel}' is in no catalog"])
        : await Publish(_summary with { Subscription = new ChannelSubscription(channel, approval) });

    public async Task<ClusterChangeOutcome> Change(ClusterChange change)
    {
        if (_summary is null) return new ClusterChangeOutcome(null, 0, []);
        await Publish(_summary with { Mode = change.Mode ?? _summary.Mode, Labels = change.MergeInto(_summary.Labels) });
        return new ClusterChangeOutcome(_summary, change.Mode is ClusterMode.Observe && change.Finalizers == FinalizerPolicy.Release ? 3 : 0, []);
    }

    private IFleetIndexGrain Index => GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(ClusterName.Parse(this.GetPrimaryKeyString())));

    private async Task<RegistrationOutcome> Publish(ClusterSummary summary)
    {
        _summary = summary;
        await Index.ReportCluster(new Numbered<ClusterSummary>(1, 1, summary));
        return new RegistrationOutcome.Accepted(summary);
    }
}

/// <summary>A write that a test holds under way.</summary>
internal sealed class SlowWrite
{
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Decides as the real one does, and stores nothing.</summary>
internal sealed class FakeCatalogGrain : Grain, ICatalogGrain
{
    private ImmutableSortedDictionary<string, ReleaseCatalog> _imported = ImmutableSortedDictionary<string, ReleaseCatalog>.Empty;
    private FleetCatalog _inForce = new(0, ReleaseCatalog.BuiltIn, FleetCatalog.NoApprovals);

    public Task<FleetCatalog> Get() => Task.FromResult(_inForce);

    public Task<FleetStop?> GetStop() => Task.FromResult(_inForce.Stop);

    public Task<FleetStop?> SetStop(FleetStop? stop)
    {
        if (stop is null != _inForce.Stop is null) _inForce = _inForce with { Stop = stop };
        return GetStop();
    }

    public Task<ImportOutcome> Diff(CatalogText catalog) => Task.FromResult(Decide(catalog, keep: false));

    public Task<ImportOutcome> Import(CatalogText catalog) => Task.FromResult(Decide(catalog, keep: true));

    public Task<ApprovalOutcome> SetApproval(string channel, Approval? approval)
    {
        if (_inForce.Catalog.Channel(channel) is null)
            return Task.FromResult<ApprovalOutcome>(new ApprovalOutcome.UnknownChannel([.. _inForce.Catalog.Channels.Select(known => known.Name)]));
        _inForce = _inForce with { Approvals = approval is { } chosen ? _inForce.Approvals.SetItem(channel, chosen) : _inForce.Approvals.Remove(channel) };
        return Task.FromResult<ApprovalOutcome>(new ApprovalOutcome.Set(_inForce));
    }

    private ImportOutcome Decide(CatalogText catalog, bool keep)
    {
        var outcome = CatalogImport.Read(catalog.Text, catalog.File, catalog.Package);
        if (outcome is not ReadOutcome.Read read) return new ImportOutcome.Refused(((ReadOutcome.Refused)outcome).Problems);
        var admission = CatalogAdmission.Decide(ReleaseCatalog.BuiltIn, _imported, catalog.Name, read.Catalog.Catalog, read.Source);
        if (admission is not CatalogAdmission.Accepted accepted) return new ImportOutcome.Refused(((CatalogAdmission.Refused)admission).Problems);
        if (keep) (_imported, _inForce) = (accepted.Imported, new FleetCatalog(_inForce.Revision + 1, accepted.Fleet, _inForce.Approvals));
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

    public async Task<UpgradeApproval> Approve(string? version)
    {
        var key = RegistryKey.Parse(this.GetPrimaryKeyString());
        var index = GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(key.Cluster));
        if (Sample.Pending(key) is not { } summary) return new UpgradeApproval.NothingPending("3.7.11");
        if (version is not null && version != summary.Pending!.To)
            return new UpgradeApproval.Refused(new Blocker(BlockerCodes.UpgradeRefused, $"{summary.CurrentVersion} is not upgraded to {version}"));
        await index.ReportRegistry(new Numbered<RegistrySummary>(1, 1, summary with { TargetVersion = summary.Pending!.To, Pending = null }));
        return new UpgradeApproval.Approved(summary.CurrentVersion, summary.Pending.To);
    }

    public Task<RegistryManifestAnswer> Manifest() => Task.FromResult(
        this.GetPrimaryKeyString().EndsWith("/silent", StringComparison.Ordinal) ? new RegistryManifestAnswer(null, "the cluster does not answer")
        : new RegistryManifestAnswer(_stored?.ToJsonString(), null));

    /// <summary>Keeps one object in memory, and knows its version; a cluster called <c>fenced</c> is not written to.</summary>
    public Task<RegistryWriteOutcome> Write(RegistryWrite write) => Task.FromResult<RegistryWriteOutcome>(Decide(write));

    private JsonObject? _stored;
    private int _version;

    // Those of the access table are there from the beginning.
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyString().StartsWith("team-", StringComparison.Ordinal))
            _stored = (JsonObject)JsonNode.Parse("""{"metadata":{"name":"main","namespace":"quay","uid":"u1","resourceVersion":"0"},"spec":{}}""")!;
        return base.OnActivateAsync(cancellationToken);
    }

    private RegistryWriteOutcome Decide(RegistryWrite write)
    {
        if (this.GetPrimaryKeyString().StartsWith("fenced/", StringComparison.Ordinal)) return new RegistryWriteOutcome.Refused(new Blocker("paused", "The cluster is paused."));
        if (write.Verb == RegistryWriteVerb.Create && _stored is not null) return new RegistryWriteOutcome.AlreadyThere();
        if (write.Verb != RegistryWriteVerb.Create && _stored is null) return new RegistryWriteOutcome.Missing();
        if ((write.Uid is { } uid && uid != "u1") || (write.ResourceVersion is { } version && version != $"{_version}")) return new RegistryWriteOutcome.Changed("u1", $"{_version}");
        var next = write.Manifest is { } text ? (JsonObject)JsonNode.Parse(text)! : (JsonObject)_stored!.DeepClone();
        if ((string?)next["spec"]?["configBundleSecret"] == "theirs" && !write.Force)
            return new RegistryWriteOutcome.Owned([".spec.configBundleSecret: conflict with \"kubectl\" using quay.redhat.com/v1"]);
        var changes = ObjectDiff.Between(_stored, next);
        if (write.Verb == RegistryWriteVerb.Delete) return Keep(write, null, changes, DeletionLosses.Of(_stored!));
        next["metadata"]!["uid"] = "u1";
        next["metadata"]!["resourceVersion"] = $"{_version + 1}";
        return Keep(write, next, changes, []);
    }

    private RegistryWriteOutcome.Written Keep(RegistryWrite write, JsonObject? next, ImmutableArray<FieldChange> changes, ImmutableArray<string> lost)
    {
        if (!write.DryRun) (_stored, _version) = (next, _version + 1);
        return new RegistryWriteOutcome.Written(next is null ? [] : changes, "u1", $"{_version}", lost);
    }

    public Task<RegistryWriteOutcome> Reconfigure(Reconfigure reconfigure) => Task.FromResult<RegistryWriteOutcome>(
        _stored is null ? new RegistryWriteOutcome.Missing()
        : reconfigure.Config.Contains("bad", StringComparison.Ordinal) ? new RegistryWriteOutcome.Invalid([new ManifestFault("#", "it will not do")])
        : new RegistryWriteOutcome.Written([new FieldChange("spec.configBundleSecret", "\"before\"", "\"after\"")], "u1", "7", []));

    public Task<bool> AdmitsEditor(string key) => Task.FromResult(key == "known");

    public Task<string?> Claim(RolloutClaim claim) => Task.FromResult<string?>(null);
    public Task<string?> Smoke(string secret) => Task.FromResult<string?>(null);

    public Task<string?> Preflight(string version, TimeSpan certificate) => throw new NotSupportedException();

    public Task<RegistryDiffAnswer> Diff(string? version) => Task.FromResult(
        this.GetPrimaryKeyString().EndsWith("/silent", StringComparison.Ordinal)
            ? new RegistryDiffAnswer(null, "the cluster does not answer")
            : new RegistryDiffAnswer(
                new RegistryDiff(version ?? "3.7.10", [], [new ObjectChange(ComponentKind.Redis, new ObjectKey(ResourceKind.Deployment, "quay", "one-quay-redis"), ObjectAction.Change, [new FieldChange("spec.replicas", "2", "1")], null)]),
                null));

    public Task<ImmutableArray<MigrationRecord>> Migrations() => Task.FromResult<ImmutableArray<MigrationRecord>>(
        [new MigrationRecord("job", "3.7.10", "abc", MigrationOutcome.Failed, Sample.Noon, TimeSpan.FromSeconds(42), "no such table")]);

    public Task<ImmutableArray<ConditionTransition>> Transitions() => Task.FromResult<ImmutableArray<ConditionTransition>>(
        [new ConditionTransition(Sample.Noon, "ComponentRedisReady", "True", "False", "ComponentNotReady", "Deployment main-quay-redis: no\npod")]);
}

/// <summary>Every rollout is there and runs, whatever it is called.</summary>
internal sealed class FakeRolloutGrain : Grain, IRolloutGrain
{
    private RolloutState? _state;
    private TaskCompletionSource _changed = new();

    private RolloutState State => _state ??= RolloutState.First(new RolloutEvent.Planned(Sample.Noon, new RolloutPlan(
        this.GetPrimaryKeyString(), "3.7.11", "jane", Sample.Noon, [], [], FailurePolicy.Pause, UnreachablePolicy.Queue))).Apply(new RolloutEvent.Started(Sample.Noon, "jane"));

    private RolloutStatus Status => new(State, [new Blocker("soak", "it soaks")]);

    public Task<RolloutOutcome> Plan(RolloutPlan plan, string source)
    {
        _state = RolloutState.First(new RolloutEvent.Planned(Sample.Noon, plan, source));
        return Task.FromResult<RolloutOutcome>(new RolloutOutcome.Done(Status));
    }

    public Task<RolloutOutcome> StartPlanned(long sequence, string by)
    {
        _state = State.Apply(new RolloutEvent.Started(Sample.Noon, by));
        return Task.FromResult<RolloutOutcome>(new RolloutOutcome.Done(Status));
    }

    public async Task<RolloutOutcome> Start(RolloutPlan plan, string source, string by)
    {
        await Plan(plan, source);
        return await StartPlanned(1, by);
    }

    public Task<RolloutOutcome> Command(RolloutCommand command)
    {
        if (command.Verb == RolloutVerb.Approve) return Task.FromResult<RolloutOutcome>(new RolloutOutcome.Refused("it waits for no approval"));
        if (command.Verb is RolloutVerb.Pause or RolloutVerb.Abort)
        {
            _state = State.Apply(command.Verb == RolloutVerb.Pause ? new RolloutEvent.Paused(Sample.Noon, command.By, "") : new RolloutEvent.Finished(Sample.Noon, RolloutPhase.Aborted));
            var changed = _changed;
            _changed = new TaskCompletionSource();
            changed.SetResult();
        }
        return Task.FromResult<RolloutOutcome>(new RolloutOutcome.Done(Status));
    }

    public Task<RolloutStatus?> Describe() => Task.FromResult<RolloutStatus?>(Status);
    public async IAsyncEnumerable<RolloutStatus> Watch([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var changed = _changed;
            yield return Status;
            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    public Task<RolloutState?> At(DateTimeOffset time) => Task.FromResult<RolloutState?>(State);
    public Task<ImmutableArray<RolloutEvent>> History() => Task.FromResult<ImmutableArray<RolloutEvent>>([new RolloutEvent.Started(Sample.Noon, "jane")]);
    public Task<bool> Holds(RegistryKey registry) => Task.FromResult(false);
    public Task UnitChanged(RegistrySummary summary) => Task.CompletedTask;
    public Task ClaimWritten(RegistryKey unit, int attempt, string? problem) => Task.CompletedTask;
    public Task GateAnswered(GateReply reply) => Task.CompletedTask;
    public Task Follow(string rollout, RegistryKey registry) => throw new NotSupportedException();

    public Task Nudge() => throw new NotSupportedException();

    public Task<bool> Wake() => Task.FromResult(false);
}

/// <summary>There is one, whatever it is called.</summary>
internal sealed class FakeWebhooksGrain : Grain, IWebhooksGrain
{
    private static WebhookInfo Info(string name, string url = "https://example.test/hook") => new(name, url, "jane", Sample.Noon, null, 1, Sample.Noon, 0, "it answers 500");

    public Task<ImmutableArray<WebhookInfo>> List() => Task.FromResult<ImmutableArray<WebhookInfo>>([Info("chat")]);
    public Task<WebhookOutcome> Set(string name, string url, string? secret, string by) =>
        Task.FromResult<WebhookOutcome>(new WebhookOutcome.Done(null, Info(name, url), secret is null ? "made" : null));
    public Task<WebhookInfo?> Remove(string name) => Task.FromResult<WebhookInfo?>(Info(name));
    public Task<WebhookTrial> Try(string name) => Task.FromResult(new WebhookTrial(true, "it answers 500"));
    public Task Happened(ImmutableArray<RolloutEnd> ends) => Task.CompletedTask;
    public Task Sent(WebhookReport report) => Task.CompletedTask;
}

/// <summary>There is one.</summary>
internal sealed class FakeRolloutDirectory : Fleet.Gateway.Features.Rollouts.IRolloutDirectory
{
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(["july"]);
}
