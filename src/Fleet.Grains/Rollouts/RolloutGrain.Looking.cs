using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Grains.Index;

namespace Fleet.Grains.Rollouts;

/// <summary>What a rollout looks at before it decides.</summary>
internal sealed partial class RolloutGrain
{
    private bool _hasLooked;

    private UnitObservation? Observe(RegistryKey unit) => _units.Observe(_state!.Plan, _state.Units[unit]);

    /// <summary>
    /// Those in flight tell what happens; those whose turn may come now are asked. An activation asks all of them once: the log it has read may be older
    /// than what they carry.
    /// </summary>
    private async Task Look(bool anew)
    {
        var state = _state!;
        var next = (_hasLooked ? Concerned(state, anew) : state.Units.Values).ToList();
        while (next.Count > 0)
        {
            await _units.AskAsync([.. next.SelectMany(unit => unit.Unit.Members).Select(member => member.Key)]);
            // Those that are held take no slot: others are asked in their place.
            next = _hasLooked && next.Any(IsHeld) ? [.. Concerned(state, anew: false)] : [];
        }
        await _units.AskClustersAsync(state.Units.Values.Where(unit => unit.Phase is UnitPhase.Claimed or UnitPhase.Soaking).SelectMany(unit => unit.Unit.Members).Select(member => member.Key));
    }

    private IEnumerable<UnitState> Concerned(RolloutState state, bool anew)
    {
        var waiting = state.Units.Values.Where(unit => unit.Phase == UnitPhase.Queued || (unit.Phase == UnitPhase.Pending && (unit.Stage == state.Current || state.IsThrough))).ToList();
        var slots = state.IsThrough ? int.MaxValue : state.Plan.Stages[state.Current].MaxConcurrency - state.InFlight(state.Current);
        return waiting.Where(unit => unit.Phase == UnitPhase.Queued || (anew && IsHeld(unit)))
            .Concat(waiting.Where(unit => unit.Phase == UnitPhase.Pending && !IsHeld(unit)).OrderBy(unit => unit.Unit.Key.ToString(), StringComparer.Ordinal).Take(Math.Max(0, slots)))
            .Concat(state.Units.Values.Where(unit => unit.Phase is UnitPhase.Claimed or UnitPhase.Soaking && (anew || Observe(unit.Unit.Key) is null or { IsKnown: false } or { Uid: "" })));
    }

    /// <summary>After the first decision: what was asked of those whose turn has not come is forgotten, and they are asked again when it does.</summary>
    private void HaveLooked()
    {
        if (_hasLooked) return;
        _hasLooked = true;
        if (_state is { } state)
            _units.Forget(state.Units.Values.Where(unit => unit.Phase is not (UnitPhase.Claimed or UnitPhase.Soaking)).SelectMany(unit => unit.Unit.Members).Select(member => member.Key));
    }

    public Task OnDelta(FleetDelta delta)
    {
        if (!IsUnderWay) return Task.CompletedTask;
        if (delta.Registry is { } registry && _state!.UnitOf(registry.Key) is null && _newcomers?.Concerns(registry) == true) Soon();
        if (delta.Cluster is { } cluster && _returns.IsBack(cluster)) CameBack(cluster.Name);
        if (delta.Registry is { } shown && _returns.IsFree(shown)) CameFree(shown.Key);
        return Task.CompletedTask;
    }

    /// <summary>By people, or by another rollout.</summary>
    private bool IsHeld(UnitState unit) => unit.Phase == UnitPhase.Pending && (Observe(unit.Unit.Key) is { IsLive: true, Hold: not null } || _units.HeldBy(unit.Unit) is not null);

    /// <summary>Units that wait do not tell anything, since they carry no claim; that their clusters are live again, or that they may be written to, is told by the index.</summary>
    private async Task AwaitWaiting()
    {
        var queued = _state!.Units.Values.Where(unit => unit.Phase == UnitPhase.Queued).SelectMany(unit => unit.Unit.Members).Select(member => member.Key.Cluster);
        var held = _state.Units.Values.Where(IsHeld).SelectMany(unit => unit.Unit.Members).Select(member => member.Key).Where(key => _units.Observe(key)?.Hold is not null);
        var (clusters, registries) = await _returns.AwaitAsync(queued, held);
        foreach (var cluster in clusters) CameBack(cluster);
        foreach (var registry in registries) CameFree(registry);
    }

    private void CameFree(RegistryKey registry)
    {
        _units.Forget([registry]);
        Soon();
    }

    private void CameBack(ClusterName cluster)
    {
        _units.Forget(cluster);
        Soon();
    }

    /// <summary>Registries that have come into the fleet join, where the plan says so.</summary>
    /// <returns>False when another activation is ahead.</returns>
    private async Task<bool> TakeUpNewcomers()
    {
        if (_state is not { Plan.NewMembers: MemberPolicy.Append, IsRunning: true, IsRollingBack: false, Source: { } source } || _catalog.Current is not { } read) return true;
        _newcomers ??= new RolloutNewcomers(GrainFactory, this.AsReference<IFleetObserver>(), _time);
        if (!_newcomers.IsDue) return true;
        var fleet = await _newcomers.ReadAsync();
        return RolloutSpecReader.Read(source, "the kept text") is not SpecOutcome.Read { Spec: var spec }
            || RolloutPlanning.Joining(_state, spec, fleet, read.Catalog, _time.GetUtcNow()) is not { } joined
            || await TryAppend([joined]);
    }
}
