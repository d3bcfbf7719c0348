using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Rollouts;

/// <summary>A rollout as its grain runs it, on a log in memory and a fleet that does what it is told to.</summary>
internal sealed class RolloutRun
{
    private readonly List<RolloutEvent> _log;

    public RolloutRun(RolloutPlan plan)
    {
        Plan = plan;
        _log = [new RolloutEvent.Planned(RolloutSample.Noon, plan), new RolloutEvent.Started(RolloutSample.Noon, "jane")];
        State = RolloutState.Of(_log);
        foreach (var member in State.Units.Values.SelectMany(unit => unit.Unit.Members)) Fleet[member.Key] = new UnitObservation(member.Uid, true, "3.7.10", null, true, true, "");
    }

    /// <summary>As it was made.</summary>
    public RolloutPlan Plan { get; }

    public DateTimeOffset Now { get; set; } = RolloutSample.Noon;

    public RolloutState State { get; private set; }

    /// <summary>Of each ninth, the schema has changed.</summary>
    public static string? NoWayBack(PlannedUnit unit) => unit.Uid.EndsWith('9') ? "the schema has changed" : null;

    public IReadOnlyList<RolloutEvent> Log => _log;

    /// <summary>Registry by registry, also of those that are one unit.</summary>
    public Dictionary<RegistryKey, UnitObservation?> Fleet { get; } = [];

    /// <summary>Every claim that was written, as often as it was, registry by registry.</summary>
    public List<(RegistryKey Registry, int Attempt)> Written { get; } = [];

    public ImmutableArray<Blocker> Blockers { get; private set; } = [];

    public DateTimeOffset? Wake { get; private set; }

    public ImmutableArray<GateAsk> Asks { get; private set; } = [];

    /// <param name="most">Crashes after this many events; null for never.</param>
    public void Step(int? most = null)
    {
        for (var turns = 0; turns < 1000; turns++)
        {
            var decision = RolloutSteps.Decide(State, Observe, Now, noWayBack: NoWayBack);
            (Blockers, Wake, Asks) = (decision.Blockers, decision.Wake, decision.Asks);
            foreach (var item in decision.Events)
            {
                if (most-- == 0)
                {
                    State = RolloutState.Of(_log);
                    return;
                }
                Append(item);
            }
            WriteClaims();
            if (decision.Events.IsEmpty) return;
        }
        throw new InvalidOperationException("The rollout does not come to rest.");
    }

    public void Append(RolloutEvent item)
    {
        RolloutRules.Check(State, item);
        _log.Add(item);
        State = State.Apply(item);
    }

    /// <summary>A registry comes into the fleet and is taken up.</summary>
    public void Join(string stage, PlannedUnit unit)
    {
        Fleet[unit.Key] = new UnitObservation(unit.Uid, true, unit.From, null, true, true, "");
        Append(new RolloutEvent.Joined(Now, [new JoinedUnit(stage, unit)]));
    }

    /// <summary>The registry carries attempts that were made and are not in the log, which is an older one that was restored.</summary>
    public void Lose(RegistryKey key, int attempts)
    {
        var before = Math.Max(Carried(key), State.UnitOf(key)!.Attempt);
        var attempt = before + attempts;
        Fleet[key] = Fleet[key]! with { TargetVersion = State.Plan.Target, Claim = RolloutSteps.ClaimOf(Plan.Name, attempt), Attempt = attempt, OnTarget = true };
        Written.AddRange(Enumerable.Range(before + 1, attempts).Select(made => (key, made)));
    }

    /// <summary>The registry is on the target, as far as its claim was written.</summary>
    public void Arrive(RegistryKey key, bool healthy = true)
    {
        if (Fleet[key] is not { } seen || Written.LastOrDefault(claim => claim.Registry == key) is not { Attempt: > 0 } claim) return;
        Fleet[key] = seen with { TargetVersion = RolloutSteps.TargetOf(Plan, State.UnitOf(key)!), Claim = RolloutSteps.ClaimOf(Plan.Name, claim.Attempt), Attempt = claim.Attempt, OnTarget = true, IsHealthy = healthy, Why = healthy ? "" : "clair: no replica is available" };
    }

    public void Arrives(int number)
    {
        Step();
        Arrive(RolloutSample.Key(number));
        Step();
    }

    public IEnumerable<UnitPhase> Phases(params int[] numbers) => numbers.Select(number => State.Units[RolloutSample.Key(number)].Phase);

    public void Command(RolloutVerb verb)
    {
        foreach (var item in Assert.IsType<CommandDecision.Accepted>(Decide(verb)).Events) Append(item);
        Step();
    }

    public void Answer(string? why)
    {
        foreach (var ask in Asks) Append(new RolloutEvent.GateAnswered(Now, ask.Place, why is null, why ?? "", Now.AddMinutes(1)));
    }

    public string Refusal(RolloutVerb verb) => Assert.IsType<CommandDecision.Refused>(Decide(verb)).Reason;

    private CommandDecision Decide(RolloutVerb verb) => RolloutCommands.Decide(State, new RolloutCommand(verb, "jane", null), Now, NoWayBack);

    private UnitObservation? Observe(RegistryKey key) => UnitObservation.Of(State.Units[key].Unit, member => Fleet[member.Key], RolloutSteps.TargetOf(Plan, State.Units[key]));

    // A registry that carries a later attempt refuses an earlier one.
    private int Carried(RegistryKey key) => Written.Where(claim => claim.Registry == key).Select(claim => claim.Attempt).DefaultIfEmpty().Max();

    // As the grain does: what is durable and has not been read yet is written again, also after a crash.
    private void WriteClaims()
    {
        if (!State.IsRunning) return;
        foreach (var unit in State.Units.Values.Where(unit => unit is { Phase: UnitPhase.Claimed, TurnsRound: false } && unit.IsBack == State.IsRollingBack))
            foreach (var member in unit.Unit.Members)
                if (Fleet[member.Key] is { IsLive: true } seen && seen.Claim != RolloutSteps.ClaimOf(Plan.Name, unit.Attempt) && Carried(member.Key) < unit.Attempt)
                    Written.Add((member.Key, unit.Attempt));
    }
}
