using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Fleet.Grains.Outbox;
using Fleet.Grains.Placement;
using Fleet.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Registries;

/// <inheritdoc cref="IComponentGrain"/>
[ClusterPlacement]
internal sealed partial class ComponentGrain : Grain, IComponentGrain
{
    private static readonly TimeSpan WriteDelay = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<ComponentState> _state;
    private readonly ClusterSessions _sessions;
    private readonly ILogger<ComponentGrain> _logger;
    private readonly LatestOutbox<ComponentReport> _outbox;
    private readonly ComponentKey _key;
    private ComponentLedger _ledger = ComponentLedger.Empty;
    private ComponentContext? _context;
    private ComponentReport? _report;
    // There are a hundred thousand components in a large fleet, and most never do what these are for.
    private CachedState<ComponentState>? _cache;
    private ImmutableDictionary<ObjectKey, (long Epoch, string Hash)> _applying = ImmutableDictionary<ObjectKey, (long, string)>.Empty;
    private HashSet<ObjectKey>? _released;
    private (long Epoch, int Decision) _releasedBy;
    private string? _foreignWrite;
    private long _session;

    public ComponentGrain(
        [PersistentState("component")] IPersistentState<ComponentState> state,
        ClusterSessions sessions,
        TimeProvider time,
        ILogger<ComponentGrain> logger)
    {
        (_state, _sessions, _logger) = (state, sessions, logger);
        _key = ComponentKey.Parse(this.GetPrimaryKeyString());
        var registry = GrainFactory.GetGrain<IRegistryGrain>(_key.Registry.ToString());
        _outbox = new LatestOutbox<ComponentReport>(registry.Report, time, e => LogReportFailed(e, _key));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ledger = _ledger with { Applied = new(_state.State.Applied) };
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _outbox.DisposeAsync();
        if (_cache is not null) await _cache.FlushAsync(cancellationToken);
    }

    public Task Leave()
    {
        MigrateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Observe(ObservedBatch batch)
    {
        var here = _sessions.TryGet(_key.Registry.Cluster, out _);
        if (!here || !batch.First && _session != batch.Session)
        {
            // Not there from the beginning, or not where the session is: only a new session, which shows everything again, helps.
            if (!here) MigrateOnIdle();
            await Lose(batch.Session, here ? $"it knows session {_session}" : "its silo has no connection");
            return;
        }
        EnterSession(batch.Session);
        foreach (var observed in batch.Upserted)
        {
            _foreignWrite = _ledger.ForeignWrite(observed) ?? _foreignWrite;
            _ledger = _ledger.Upsert(observed);
        }
        foreach (var deleted in batch.Deleted) _ledger = _ledger.Delete(deleted.Key, deleted.Uid);
        // Otherwise what was read from the store would be held beside what took its place.
        _state.State.Applied = _ledger.Applied.Items;
        Report();
    }

    public async Task Configure(ComponentContext context)
    {
        // What it has not been shown it would take for missing.
        var shown = context.Session == _session;
        _context = shown ? context : context with { Session = 0 };
        Stay();
        if (shown && context.Session != 0) _ledger = _ledger with { Complete = true };
        Report();
        if (context.Session > _session) await Lose(context.Session, $"it knows session {_session}");
    }

    public Task Release(ReleasedStep step)
    {
        if (_released is null || (step.Epoch, step.Decision) != _releasedBy) (_releasedBy, _released) = ((step.Epoch, step.Decision), []);
        _released.UnionWith(step.Objects.Select(o => o.Key));
        // Left over from a pass that was given up; what it sent is not known to be what this step means.
        if (step.Objects.FirstOrDefault(o => _applying.TryGetValue(o.Key, out var by) && by != (step.Epoch, o.Hash)) is { } busy)
            return Finish(step.Epoch, step.Step, applied: 0, new StepProblem($"{busy.Key} is still being applied by an earlier pass.", Passing: true));
        // What an earlier step of this very pass is applying, that step is waited for.
        var needed = step.Objects.Where(o => !_applying.ContainsKey(o.Key) && _ledger.NeedsApply(o.Key, Hash128.Parse(o.Hash))).ToImmutableArray();
        if (needed.IsEmpty) return Finish(step.Epoch, step.Step, applied: 0, problem: null);
        if (!_sessions.TryGet(_key.Registry.Cluster, out var session))
            return Finish(step.Epoch, step.Step, applied: 0, new StepProblem($"This silo has no connection to cluster {_key.Registry.Cluster}.", Passing: true));

        _applying = _applying.AddRange(needed.Select(o => KeyValuePair.Create(o.Key, (step.Epoch, o.Hash))));
        // Beside the grain: its turns stay free for observations while the API server answers.
        var self = this.AsReference<IComponentGrain>();
        _ = Task.Run(() => ComponentApply.RunAsync(session, step with { Objects = needed }, self, e => LogApplyFailed(e, _key)), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task Applied(AppliedStep applied)
    {
        foreach (var o in applied.Objects)
        {
            _applying = _applying.Remove(o.Key);
            if (o.Observed is { } answer) _ledger = _ledger.Record(Hash128.Parse(o.Hash), answer);
        }
        // Who knows neither registry nor session was forgotten while the apply was on its way, and writes nothing down again.
        if (_context is not null || _session > 0) StoreSoon();
        Report();
        await Finish(
            applied.Epoch,
            applied.Step,
            applied.Objects.Count(o => o.Observed is not null),
            applied.Objects.Select(o => o.Problem).FirstOrDefault(problem => problem is not null));
    }

    public Task<string> Settle(long epoch, bool prune)
    {
        // A component without objects was released nothing, and has nothing to settle.
        if (_released is null || epoch != _releasedBy.Epoch || _context is null) return AppliedDigest();
        var before = _ledger;
        _ledger = _ledger.Retain(_released);
        if (!ReferenceEquals(before, _ledger)) StoreSoon();
        Report();
        if (prune && _sessions.TryGet(_key.Registry.Cluster, out var session))
            foreach (var secret in Superseded.Among(_ledger.Observed.Items, _released, _key.Registry.Name, _context.Registry.Uid))
                _ = Task.Run(() => ComponentApply.PruneAsync(session, secret, e => LogPruneFailed(_key, secret.Key, e)), CancellationToken.None);
        return AppliedDigest();
    }

    public Task<string> AppliedDigest() => Task.FromResult(_ledger.AppliedDigest());

    public async Task Forget()
    {
        (_ledger, _context, _report) = (ComponentLedger.Empty, null, null);
        _state.State = new ComponentState();
        await _state.ClearStateAsync();
        _cache?.Forget();
        DeactivateOnIdle();
    }

    private Task Finish(long epoch, int step, int applied, StepProblem? problem) =>
        GrainFactory.GetGrain<IRegistryGrain>(_key.Registry.ToString()).StepFinished(new StepFinished(epoch, step, _key.Kind, applied, problem));

    private Task Lose(long session, string why) =>
        GrainFactory.GetGrain<IClusterGrain>(_key.Registry.Cluster.ToString()).Lost(session, $"component {_key} was not there from the beginning: {why}");

    private void EnterSession(long session)
    {
        if (session <= _session) return;
        Stay();
        _session = session;
        _outbox.Enter(session);
        (_ledger, _foreignWrite) = (_ledger.NewSession(), null);
        // Their connection is gone; whether they arrived, the new session's watch tells.
        _applying = _applying.Clear();
    }

    // What it was shown is nowhere else: collected as idle, the grain would forget it. One that was shown nothing is.
    private void Stay() => DelayDeactivation(Timeout.InfiniteTimeSpan);

    private void Report()
    {
        if (_context is null) return;
        var report = ComponentReports.Of(_key, _ledger, _context, ignoring: _applying.ContainsKey, _foreignWrite);
        if (report.SameAs(_report)) return;
        _report = report;
        _outbox.Post(report);
    }

    private void StoreSoon() => (_cache ??= new CachedState<ComponentState>(this, _state, e => LogNotStored(e, _key), NoteApplied)).StoreSoon(WriteDelay);

    private void NoteApplied() =>
        _state.State.Applied = [.. _ledger.Applied.Items.OrderBy(record => record.Key.ToString(), StringComparer.Ordinal)];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Component {Component}: what was applied could not be stored and will be again")]
    private partial void LogNotStored(Exception exception, ComponentKey component);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Component {Component} could not reach its registry; its report will be sent again")]
    private partial void LogReportFailed(Exception exception, ComponentKey component);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Component {Component} could not delete the superseded {Secret}; a later pass will: {Problem}")]
    private partial void LogPruneFailed(ComponentKey component, ObjectKey secret, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Component {Component} could not hand back the result of an apply")]
    private partial void LogApplyFailed(Exception exception, ComponentKey component);
}
