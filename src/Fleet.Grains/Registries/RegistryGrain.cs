using System.Diagnostics;
using System.Security.Cryptography;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Grains.Index;
using Fleet.Grains.Outbox;
using Fleet.Grains.Placement;
using Fleet.Grains.Storage;
using Fleet.Grains.Tracing;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Registries;

/// <inheritdoc cref="IRegistryGrain"/>
[ClusterPlacement]
internal sealed partial class RegistryGrain : Grain, IRegistryGrain
{
    private static readonly TimeSpan StoreDelay = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<RegistryState> _state;
    private readonly ClusterSessions _sessions;
    private readonly RegistrySettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<RegistryGrain> _logger;
    private readonly LatestOutbox<RegistrySummary> _outbox;
    private readonly StatusWriter _statusWriter;
    private readonly RegistryKey _key;
    private readonly CachedState<RegistryState> _cache;
    private readonly long _epochBase;
    private RegistryPicture _picture;
    private PassSchedule _schedule = new();
    private StepTracker? _steps;
    private LivePicture? _live;
    private PassMemory _memory = new();
    private ComponentContext? _context;
    private (long Epoch, bool Prune) _settled;
    private long _epochs;
    private bool _published;
    private IGrainTimer? _due;
    private ActivityContext _lastCalledFor;

    public RegistryGrain(
        [PersistentState("registry")] IPersistentState<RegistryState> state,
        ClusterSessions sessions,
        RegistrySettings settings,
        TimeProvider time,
        ILogger<RegistryGrain> logger)
    {
        (_state, _sessions, _settings, _time, _logger) = (state, sessions, settings, time, logger);
        _key = RegistryKey.Parse(this.GetPrimaryKeyString());
        _picture = RegistryPicture.Unknown(_key);
        _cache = new CachedState<RegistryState>(this, state, e => LogNotStored(e, _key));
        _epochBase = time.GetUtcNow().UtcTicks;
        var index = GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(_key.Cluster));
        _outbox = new LatestOutbox<RegistrySummary>(index.ReportRegistry, time, e => LogDeliveryFailed(e, _key));
        _statusWriter = new StatusWriter(_key, sessions, GrainFactory.GetGrain<IRegistryGrain>(_key.ToString()), time, e => LogStatusFailed(_key, e.Message), problem => LogEventLost(_key, problem));
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _steps?.Abandon();
        await _outbox.DisposeAsync();
        await _statusWriter.DisposeAsync();
        await _cache.FlushAsync(cancellationToken);
    }

    public async Task Vanished()
    {
        _steps?.Abandon();
        _due?.Dispose();
        _picture = RegistryPicture.Unknown(_key);
        await Task.WhenAll(ComponentKinds.All.Select(kind => Component(kind).Forget()));
        // A summary still on its way would bring it back.
        await _outbox.DisposeAsync();
        await GrainFactory.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(_key.Cluster)).ForgetRegistry(_key, _outbox.Epoch);
        _cache.Forget();
        await _state.ClearStateAsync();
        DeactivateOnIdle();
    }

    public Task Synced(long session)
    {
        if (session == _picture.Session) _picture = _picture with { Synced = true };
        return Advance();
    }

    public Task BundleChanged(string? resourceVersion)
    {
        _picture = _picture with { BundleVersion = resourceVersion };
        return Advance();
    }

    public Task ClusterChanged() => Advance();

    public Task Report(Numbered<ComponentReport> report)
    {
        // A component that knows its registry, and a registry that does not: this activation has replaced the one that was shown it.
        if (_picture.Registry is null && _state.State.Summary is not null && _sessions.TryGet(_key.Cluster, out var session)) return Lose(session.Number, "its components know more than it does");
        var now = _time.GetUtcNow();
        var before = _picture;
        _picture = _picture.Take(report, now);
        if (!ReferenceEquals(before, _picture) && report.Value.Drift is not null)
        {
            // What was read may be what was changed.
            _memory = new PassMemory();
            if (_schedule.Running is null) _schedule = _schedule.WantRepair(now, _picture.DriftText);
        }
        // While a session begins, eleven components report several times each, and nothing can follow from it.
        return _picture.IsJudged ? Advance() : Task.CompletedTask;
    }

    public Task StepFinished(StepFinished finished)
    {
        _steps?.Finish(finished);
        return Task.CompletedTask;
    }

    public Task PassFinished(PassFinished finished)
    {
        if (finished.Epoch != _schedule.Running) return Task.CompletedTask;
        var now = _time.GetUtcNow();
        if (finished.Problem is { } problem)
        {
            LogPassFailed(_key, finished.Epoch, problem);
            _memory = new PassMemory();
        }
        _picture = _picture.Conclude(finished, _live?.Covered, now);
        (_steps, _live) = (null, null);
        _schedule = finished.Problem is null ? _schedule.Finish() : _schedule.Fail(now, RandomNumberGenerator.GetInt32(1000) / 1000.0);
        if (finished.Conclusion is PassConclusion.CleanedUp { Left: { } left }) LogLeft(_key, left);
        if (finished.Conclusion is PassConclusion.Applied { Again: { } again }) _schedule = _schedule with { Again = again };
        // Reported while the pass ran, and so perhaps not seen by it.
        if (_picture.DriftText is { } drift) _schedule = _schedule.WantRepair(now, drift);
        return Advance();
    }

    public Task StatusWritten(StatusWritten written) =>
        // Written before it vanished, and told after.
        _picture.Registry is null ? Task.CompletedTask : Take(_picture.Session, _time.GetUtcNow(), written.Registry);

    public Task ResendSummary()
    {
        if (_picture.Registry is null && _state.State.Summary is { } known) _outbox.Post(known);
        else _outbox.Repeat();
        return Task.CompletedTask;
    }

    public Task<RegistrySummary?> Describe() =>
        Task.FromResult(_picture.Registry is null ? _state.State.Summary : Summarise(_picture.Choose(Facts), Facts));

    public async Task<RegistryEvents> Events() =>
        _sessions.TryGet(_key.Cluster, out var session)
            ? await EventReading.ReadAsync(session, _key, _picture.Registry?.Uid)
            : new RegistryEvents([], $"Cluster {_key.Cluster} is not connected.");

    private ClusterFacts Facts => _sessions.TryGet(_key.Cluster, out var session) ? session.Facts : ClusterFacts.Unknown;

    /// <summary>Everything a change may bring about: a new context for the components, a new status, a pass, a new summary.</summary>
    private async Task Advance()
    {
        if (_picture.Registry is null) return;
        var facts = Facts;
        _live?.Show(_picture);
        var choice = _picture.Choose(facts);
        if (facts.MayWrite && _picture.MayReconcile) await Recall(choice, facts);
        await ConfigureComponents(choice, facts);
        if (facts.MayWrite && _picture.MayReconcile)
        {
            var now = _time.GetUtcNow();
            _picture = _picture.Judge(choice, now);
            // A migration that has just been found to be complete changes what runs, and so what may come next.
            choice = _picture.Choose(facts);
            StartPass(choice, facts, now);
            // A pass patches the registry too; a status written meanwhile would only make it look again, and the pass changes it anyway.
            if (_schedule.Running is null) _statusWriter.Keep(_picture);
            await Settle(choice, facts);
        }
        Publish(choice, facts);
    }

    private void StartPass(VersionChoice choice, ClusterFacts facts, DateTimeOffset now)
    {
        var inputs = _picture.Inputs(choice, facts);
        if (_schedule.Running is not null || _picture.IsMigrating || (choice is VersionChoice.Leave && !_picture.IsDeleting)) return;
        if (inputs != _picture.Covered && !_schedule.IsWanted)
            _schedule = _picture.Covered is null ? _schedule.Want() : _schedule.WantSoon(now);
        if (_schedule.DueAt is not { } due) return;
        // A timer is not called for anything: what it was set for counts.
        _lastCalledFor = Activity.Current?.Context ?? _lastCalledFor;
        if (due > now)
        {
            _due?.Dispose();
            _due = this.RegisterGrainTimer(_ => Advance(), new GrainTimerCreationOptions(due - now, Timeout.InfiniteTimeSpan));
            return;
        }
        if (!_sessions.TryGet(_key.Cluster, out var session)) return;
        var epoch = _epochBase + ++_epochs;
        (_schedule, _live, _steps) = (_schedule.Start(epoch), new LivePicture(_picture), new StepTracker(epoch));
        var pass = new RegistryPass(session, _key, _live, _memory, _steps, _settings, GrainFactory, _time);
        var cause = new PassCause(ReasonFor(inputs), _picture.Registry!.Generation, _lastCalledFor);
        // Beside the grain: its turns stay free for observations while the API server answers.
        _ = Task.Run(() => pass.RunAsync(cause, e => LogPassCrashed(e, _key, epoch)), CancellationToken.None);
    }

    private string ReasonFor(PassInputs? inputs) =>
        _picture.Covered is null ? "first" : inputs != _picture.Covered ? "changed" : _picture.PassProblem is null ? "repair" : "retry";

    private RegistrySummary Summarise(VersionChoice choice, ClusterFacts facts) =>
        RegistrySummaries.Of(_picture, choice, facts, _schedule, _time.GetUtcNow()) with { LastMigration = _state.State.Migrations is [.., var last] ? last : null };

    private void Publish(VersionChoice choice, ClusterFacts facts)
    {
        AwaitCalm();
        if (facts.Catalog is { } catalog)
            _state.State.Migrations = _state.State.Migrations.With(MigrationRecord.Of(_picture.FactsOf(ComponentKind.Quay).UpgradeJob, catalog.Catalog));
        var summary = Summarise(choice, facts);
        if (RegistrySummaries.SaysTheSame(_state.State.Summary, summary) && _published) return;
        _published = true;
        // What a registry is found with is no transition.
        if (_state.State.Summary is { } before) _state.State.Transitions = _state.State.Transitions.With(before.Conditions, summary.Conditions, _time.GetUtcNow());
        _state.State.Summary = summary;
        _outbox.Post(summary);
        TellRollout(summary);
        _cache.StoreSoon(StoreDelay);
    }

    private async Task ConfigureComponents(VersionChoice choice, ClusterFacts facts)
    {
        if (_picture.Context(choice, facts.Features) is not { } context || context.SameAs(_context)) return;
        _context = context;
        await Task.WhenAll(ComponentKinds.All.Select(kind => Component(kind).Configure(context)));
    }

    private IComponentGrain Component(ComponentKind kind) => GrainFactory.GetGrain<IComponentGrain>(new ComponentKey(_key, kind).ToString());
}
