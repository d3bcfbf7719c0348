using System.Collections.Immutable;
using System.Globalization;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts.Gates;
using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts;

/// <summary>Decides, from the state and what is observed, what happens next. Asked again after every event, it comes to rest.</summary>
public static class RolloutSteps
{
    /// <summary>What a claim writes onto the registry.</summary>
    public static string ClaimOf(string rollout, int attempt) => $"{rollout}/{attempt}";

    /// <summary>The attempt of a rollout that a claim names; 0 when it is another rollout's, or none.</summary>
    public static int AttemptIn(string rollout, string? claim) =>
        claim?.Split('/') is [var holder, var text] && holder == rollout && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;

    /// <summary>The version that a unit's attempt asks for.</summary>
    public static string TargetOf(RolloutPlan plan, UnitState unit) => unit.IsBack ? unit.Unit.From! : plan.Target;

    /// <param name="observe">Null when there is no such registry any more.</param>
    /// <param name="heldBy">The name of another rollout that holds the registry; null for none.</param>
    /// <param name="noWayBack">Why what a unit ran before cannot be gone back to; null when it can.</param>
    public static RolloutDecision Decide(
        RolloutState state,
        Func<RegistryKey, UnitObservation?> observe,
        DateTimeOffset now,
        Func<RegistryKey, string?>? heldBy = null,
        Func<PlannedUnit, string?>? noWayBack = null)
    {
        if (!state.IsUnderWay) return new RolloutDecision([], [], null, []);
        var run = new Run(state, observe, now, heldBy ?? (_ => null), noWayBack ?? (_ => "it is not known whether it can"));
        run.FindAttempts();
        run.FollowUnits();
        if (run.State.IsRunning) run.Advance();
        else run.FinishAborting();
        return run.Decision();
    }

    private sealed class Run(
        RolloutState state, Func<RegistryKey, UnitObservation?> observe, DateTimeOffset now, Func<RegistryKey, string?> heldBy, Func<PlannedUnit, string?> noWayBack)
    {
        private readonly ImmutableArray<RolloutEvent>.Builder _events = ImmutableArray.CreateBuilder<RolloutEvent>();
        private readonly List<Blocker> _blockers = [];
        private readonly List<GateAsk> _asks = [];
        private readonly List<(RegistryKey Unit, Blocker Hold)> _held = [];
        private DateTimeOffset? _wake;

        public RolloutState State { get; private set; } = state;

        private RolloutPlan Plan => State.Plan;

        public RolloutDecision Decision() => new(_events.ToImmutable(), [.. _blockers, .. Holds()], _wake, [.. _asks]);

        /// <summary>What registries carry and the log does not know was claimed before the log became as old as it is.</summary>
        public void FindAttempts()
        {
            var found = State.Units.Values
                .Select(unit => (Unit: unit, Seen: observe(unit.Unit.Key)))
                .Where(item => item.Seen is { IsLive: true } seen && seen.Uid == item.Unit.Unit.Uid && seen.Attempt > item.Unit.Attempt)
                .Select(item => new FoundAttempt(item.Unit.Unit.Key, item.Seen!.Attempt))
                .OrderBy(item => item.Unit.ToString(), StringComparer.Ordinal).ToImmutableArray();
            if (!found.IsEmpty) Add(new RolloutEvent.Behind(now, found));
        }

        /// <summary>What is in flight or soaking gets on, whether more is claimed or not.</summary>
        public void FollowUnits()
        {
            foreach (var unit in State.Units.Values.OrderBy(unit => unit.Unit.Key.ToString(), StringComparer.Ordinal))
            {
                if (unit.Phase == UnitPhase.Soaking || (unit.Phase == UnitPhase.Claimed && (!unit.TurnsRound || State.IsAborting))) Follow(unit);
                else if (unit.Phase == UnitPhase.Queued && State.IsRunning && (unit.Returns || !State.IsRollingBack) && observe(unit.Unit.Key) is null or { IsLive: true }) Add(new RolloutEvent.Reopened(now, unit.Unit.Key, null));
            }
        }

        public void Advance()
        {
            while (State.IsRunning)
            {
                if (State.IsThrough)
                {
                    if (IsComplete()) Add(new RolloutEvent.Finished(now, State.IsRollingBack ? RolloutPhase.RolledBack : RolloutPhase.Succeeded));
                    else CatchUp();
                    return;
                }
                if (!TryAdvance(State.Current)) return;
            }
        }

        // What stays on the target while the rest is rolled back finishes as well.
        private bool IsComplete() => State.Units.Values.All(unit =>
            unit.HasSucceeded || unit.HasFailed || unit.Phase == UnitPhase.Skipped || (State.IsRollingBack && !unit.Returns && unit.Phase is UnitPhase.Pending or UnitPhase.Queued));

        public void FinishAborting()
        {
            if (State.IsAborting && State.Units.Values.All(unit => unit.Phase is not (UnitPhase.Claimed or UnitPhase.Soaking))) Add(new RolloutEvent.Finished(now, RolloutPhase.Aborted));
        }

        private void Follow(UnitState unit)
        {
            var step = UnitSteps.Follow(Plan, unit, observe(unit.Unit.Key), now);
            foreach (var item in step.Events) Add(item);
            if (step.Waits is { } blocker) _blockers.Add(blocker);
            if (step.Wake is { } at) Wake(at);
        }

        /// <summary>False when the stage waits.</summary>
        private bool TryAdvance(int place)
        {
            var stage = Plan.Stages[place];
            if (HasLost(place) is { } lost)
            {
                Halt(lost);
                return false;
            }
            if (StageRules.IsSettled(State, place))
            {
                if (!IsOpen(place, after: true)) return false;
                Add(new RolloutEvent.StageEnded(now, stage.Name));
                return true;
            }
            var pending = Waiting(place);
            if (pending.Count > 0 && IsOpen(place, after: false))
                foreach (var unit in pending)
                    if (!TryClaim(place, unit)) break;
            // Vanished or unreachable ones settle without a claim, and may have been the last.
            if (StageRules.IsSettled(State, place) && HasLost(place) is null) return true;
            WaitFor(place);
            return false;
        }

        /// <summary>False when nothing more can be claimed now.</summary>
        private bool TryClaim(int place, UnitState unit)
        {
            var (key, stage) = (unit.Unit.Key, Plan.Stages[place]);
            if (!StageRules.HasSlot(State, unit))
            {
                _blockers.Add(new Blocker(RolloutBlockerCodes.Concurrency, $"stage {stage.Name}: {State.InFlight(place)} of at most {stage.MaxConcurrency} are under way"));
                return false;
            }
            switch (observe(key))
            {
                case null:
                    Settle(key, Settlement.Skipped, "it vanished");
                    return true;
                case { IsKnown: false }:
                    return false;
                case { IsLive: true, Uid: var uid } when uid != unit.Unit.Uid:
                    Settle(key, Settlement.Skipped, "another registry of this name has taken its place");
                    return true;
                case { IsLive: false }:
                    Settle(key, Plan.Unreachable switch { UnreachablePolicy.Skip => Settlement.Skipped, UnreachablePolicy.Fail => Settlement.Failed, _ => Settlement.Queued }, "its cluster is not live");
                    return true;
            }
            if (State.IsRollingBack && observe(key) is { TargetVersion: { } asked } && asked != Plan.Target && asked != unit.Unit.From)
            {
                Settle(key, Settlement.Skipped, $"not rolled back: it has been asked for {asked} since");
                return true;
            }
            if (heldBy(key) is { } other)
            {
                _blockers.Add(new Blocker(RolloutBlockerCodes.Rollout, $"{key} is held by rollout {other}"));
                return true;
            }
            if (!StageRules.HasBudget(State, unit))
            {
                _blockers.Add(new Blocker(RolloutBlockerCodes.Budget, $"stage {stage.Name}: {State.Failures(place)} failed{(State.Regressed(place) is > 0 and var ill ? $", {ill} not healthy while soaking" : "")} and {State.InFlight(place)} under way, with a failure budget of {stage.FailureBudget}"));
                return false;
            }
            Add(new RolloutEvent.Claimed(now, key, unit.Attempt + 1));
            Wake(now + stage.ProgressDeadline);
            return true;
        }

        private void CatchUp()
        {
            for (var place = 0; place < Plan.Stages.Length; place++)
            {
                var pending = Waiting(place);
                if (pending.Count == 0 || !IsOpen(place, after: false)) continue;
                foreach (var unit in pending)
                    if (!TryClaim(place, unit)) break;
            }
            if (State.Units.Values.Count(unit => unit.Phase == UnitPhase.Queued && (unit.Returns || !State.IsRollingBack)) is > 0 and var queued)
                _blockers.Add(new Blocker(BlockerCodes.Unreachable, $"{queued} units wait for their clusters to be live again: skip them to end the rollout"));
        }

        /// <summary>What may be claimed when its turn comes.</summary>
        private List<UnitState> Waiting(int place)
        {
            var waiting = State.Concerned(place).Where(unit => unit.IsWaiting).ToLookup(HoldOf);
            _held.AddRange(waiting.Where(held => held.Key is not null).SelectMany(held => held, (held, unit) => (unit.Unit.Key, held.Key!)));
            // Those that turn round first: their slots are taken already.
            return [.. waiting[null].OrderByDescending(unit => unit.TurnsRound)];
        }

        // Claimed, it would take a slot until its deadline, and count as a failure of the version.
        private Blocker? HoldOf(UnitState unit) => observe(unit.Unit.Key) is { IsLive: true, Hold: { } hold } seen && seen.Uid == unit.Unit.Uid ? hold : null;

        private void WaitFor(int place)
        {
            var stage = Plan.Stages[place];
            if (State.Concerned(place).Count(unit => unit.Phase == UnitPhase.Queued) is > 0 and var queued)
                _blockers.Add(new Blocker(BlockerCodes.Unreachable, $"stage {stage.Name}: {queued} units wait for their clusters to be live again"));
        }

        /// <summary>Whole clusters are paused at once.</summary>
        private IEnumerable<Blocker> Holds() => _held.Distinct().GroupBy(item => (item.Hold.Code, item.Hold.Message)).Select(same => new Blocker(
            same.Key.Code, $"{same.First().Unit}{(same.Count() > 1 ? $" and {same.Count() - 1} more are" : " is")} not claimed: {same.Key.Message} `skip` goes on without."));

        private string? HasLost(int place)
        {
            var stage = Plan.Stages[place];
            var failures = State.Failures(place);
            var why = State.Concerned(place).FirstOrDefault(unit => unit.HasFailed) is { } first ? $"; {first.Unit.Key}: {first.Why}" : "";
            if (failures > stage.FailureBudget) return $"stage {stage.Name}: {failures} failed, more than the failure budget of {stage.FailureBudget}{why}";
            return StageRules.CanSucceed(State, place) ? null : $"stage {stage.Name}: {failures} failed, so that {stage.MinSuccess} cannot succeed any more{why}";
        }

        private void Halt(string reason)
        {
            // A rollback that fails is for people to look at, whatever was to become of the rollout.
            if (State.IsRollingBack || Plan.OnFailure == FailurePolicy.Pause) Add(new RolloutEvent.Paused(now, null, reason));
            else if (Plan.OnFailure == FailurePolicy.Abort) Add(new RolloutEvent.Aborted(now, null, reason));
            else if (RolloutRollback.Of(State, noWayBack) is { Units.IsEmpty: false } back) Add(new RolloutEvent.RollbackBegan(now, null, reason, back.Units, back.Refusals));
            else Add(new RolloutEvent.Paused(now, null, $"{reason}; nothing can be rolled back"));
        }

        private bool IsOpen(int place, bool after)
        {
            var waits = (after ? StageRules.ClosedAfter(State, place, now) : StageRules.ClosedBefore(State, place, now)).ToList();
            _asks.AddRange(StageRules.Asks(State, place, after, now));
            if (StageRules.NeedsPeople(State, place, after, now)) Add(new RolloutEvent.ApprovalAsked(now, Plan.Stages[place].Name, after));
            _blockers.AddRange(waits);
            foreach (var wait in waits)
                if (wait.NextChange is { } opens) Wake(opens);
            return waits.Count == 0;
        }

        private void Settle(RegistryKey key, Settlement settlement, string why) => Add(new RolloutEvent.Settled(now, key, settlement, why));

        private void Add(RolloutEvent item)
        {
            _events.Add(item);
            State = State.Apply(item);
        }

        private void Wake(DateTimeOffset at) => _wake = _wake is { } known && known < at ? known : at;
    }
}
