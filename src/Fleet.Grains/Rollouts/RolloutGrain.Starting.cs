using System.Collections.Immutable;
using Fleet.Domain.Rollouts;

namespace Fleet.Grains.Rollouts;

/// <summary>From a plan to a rollout that is under way.</summary>
internal sealed partial class RolloutGrain
{
    public async Task<RolloutOutcome> Plan(RolloutPlan plan, string source)
    {
        if (_state is { Phase: not RolloutPhase.Planned } known) return new RolloutOutcome.Refused($"there is a rollout '{_name}' already, {known.Phase}: choose another name");
        return await TryBegin([new RolloutEvent.Planned(_time.GetUtcNow(), plan, source)]) ? Done() : Overtaken();
    }

    public async Task<RolloutOutcome> StartPlanned(long sequence, string by)
    {
        if (_state is not { } state) return new RolloutOutcome.NotFound();
        if (state.Phase != RolloutPhase.Planned) return new RolloutOutcome.Refused($"the rollout has started already: it is {state.Phase}");
        if (state.Sequence != sequence) return new RolloutOutcome.Refused("it was planned anew meanwhile: look at `quayfleet rollout status` again");
        return await GoOn([new RolloutEvent.Started(_time.GetUtcNow(), by)]);
    }

    public async Task<RolloutOutcome> Start(RolloutPlan plan, string source, string by)
    {
        if (_state is { Phase: RolloutPhase.Planned }) return new RolloutOutcome.Refused($"a plan of this name is kept: start it with `quayfleet rollout start {_name}`, or give it up with `quayfleet rollout abort {_name}` and choose another name");
        if (_state is { } known) return new RolloutOutcome.Refused($"there is a rollout '{_name}' already, {known.Phase}: choose another name");
        var now = _time.GetUtcNow();
        return await GoOn([new RolloutEvent.Planned(now, plan, source), new RolloutEvent.Started(now, by)]);
    }

    private async Task<RolloutOutcome> GoOn(ImmutableArray<RolloutEvent> events)
    {
        if (!await TryBegin(events)) return Overtaken();
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        LogStarted(_name, _state!.Plan.Target, _state.Units.Count);
        await Step();
        return Done();
    }

    private async Task<bool> TryBegin(ImmutableArray<RolloutEvent> events)
    {
        if (_state is not null) return await TryAppend(events);
        if (!await _log.TryAppendAsync(0, events, CancellationToken.None)) return false;
        _state = RolloutState.Of(events);
        Tell(events);
        return true;
    }
}
