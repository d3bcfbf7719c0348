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
        var next = _hasLooked ? Concerned(state, anew) : state.Units.Values;
        var members = next.SelectMany(unit => unit.Unit.Members).Select(member => member.Key).ToList();
        if (members.Count > 0) await _units.AskAsync(members);
        await _units.AskClustersAsync(state.Units.Values.Where(unit => unit.Phase is UnitPhase.Claimed or UnitPhase.Soaking).SelectMany(unit => unit.Unit.Members).Select(member => member.Key));
    }

    private IEnumerable<UnitState> Concerned(RolloutState state, bool anew)
    {
        var waiting = state.Units.Values.Where(unit => unit.Phase == UnitPhase.Queued || (unit.Phase == UnitPhase.Pending && (unit.Stage == state.Current || state.IsThrough))).ToList();
        var slots = state.IsThrough ? int.MaxValue : state.Plan.Stages[state.Current].MaxConcurrency - state.InFlight(state.Current);
        return waiting.Where(unit => unit.Phase == UnitPhase.Queued)
            .Concat(waiting.Where(unit => unit.Phase == UnitPhase.Pending).OrderBy(unit => unit.Unit.Key.ToString(), StringComparer.Ordinal).Take(Math.Max(0, slots)))
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
        return Task.CompletedTask;
    }

    /// <summary>Queued units do not tell anything, since they carry no claim; that their clusters are live again is told by the index.</summary>
    private async Task AwaitQueued()
    {
        var queued = _state!.Units.Values.Where(unit => unit.Phase == UnitPhase.Queued).SelectMany(unit => unit.Unit.Members).Select(member => member.Key.Cluster);
        foreach (var cluster in await _returns.AwaitAsync(queued)) CameBack(cluster);
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
