using Fleet.Domain.Rollouts.Gates;
using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts;

/// <summary>When a stage may claim, and when it may end.</summary>
public static class StageRules
{
    /// <summary>Never more in flight than the stage allows.</summary>
    public static bool HasSlot(RolloutState state, UnitState unit) => Others(state, unit) < state.Plan.Stages[unit.Stage].MaxConcurrency;

    /// <summary>
    /// All that is in flight might fail, and so might what is not healthy while it soaks: with what has failed, it stays within the budget, so that at
    /// most one more than the budget does.
    /// </summary>
    public static bool HasBudget(RolloutState state, UnitState unit) =>
        state.Plan.Stages[unit.Stage].FailureBudget is not { } budget || state.Failures(unit.Stage) + state.Regressed(unit.Stage) + Others(state, unit) <= budget;

    // What turns round has its slot already.
    private static int Others(RolloutState state, UnitState unit) => state.InFlight(unit.Stage) - (unit.Phase == UnitPhase.Claimed ? 1 : 0);

    /// <summary>Everything in it is settled, enough succeeded, and it is not only queued.</summary>
    public static bool IsSettled(RolloutState state, int place)
    {
        var units = state.Concerned(place).ToList();
        if (units.Count == 0) return true;
        return units.All(unit => unit.IsSettled) && units.Any(unit => unit.Phase != UnitPhase.Queued)
            && units.Count(unit => unit.HasSucceeded) >= Required(state, place);
    }

    /// <summary>Whether enough could still succeed.</summary>
    public static bool CanSucceed(RolloutState state, int place) =>
        state.Concerned(place).Count(unit => unit.HasSucceeded || !unit.IsSettled) >= Required(state, place);

    /// <summary>How many have to succeed: of those that are there and can be reached.</summary>
    public static int Required(RolloutState state, int place) =>
        state.Plan.Stages[place].MinSuccess.AtLeast(state.Concerned(place).Count(unit => unit.Phase is not (UnitPhase.Queued or UnitPhase.Skipped)));

    /// <summary>What keeps a stage from beginning, or going on; empty when nothing does. No gate holds up a rollback.</summary>
    public static IEnumerable<Blocker> ClosedBefore(RolloutState state, int place, DateTimeOffset now) =>
        state.IsRollingBack ? [] : Closed(state.Plan.Stages[place].Before, new GateQuestion(state, place, After: false, now));

    /// <summary>What keeps a stage from ending; empty when nothing does.</summary>
    public static IEnumerable<Blocker> ClosedAfter(RolloutState state, int place, DateTimeOffset now) =>
        state.IsRollingBack ? [] : Closed(state.Plan.Stages[place].After, new GateQuestion(state, place, After: true, now));

    /// <summary>What is to be asked outside now; nothing while anything else keeps the stage closed.</summary>
    public static IEnumerable<GateAsk> Asks(RolloutState state, int place, bool after, DateTimeOffset now)
    {
        var gates = after ? state.Plan.Stages[place].After : state.Plan.Stages[place].Before;
        var question = new GateQuestion(state, place, after, now);
        // An answer that could not be made use of would only grow old.
        var isFull = !after && state.InFlight(place) >= state.Plan.Stages[place].MaxConcurrency;
        return isFull || state.IsRollingBack || Closed(gates.Where(gate => gate is not AskingGate), question).Any()
            ? []
            : gates.OfType<AskingGate>().Select(gate => gate.Due(question)).OfType<GateAsk>().DistinctBy(ask => ask.Place);
    }

    /// <summary>An approval is missing, and nobody was asked for it since the last one was given.</summary>
    public static bool NeedsPeople(RolloutState state, int place, bool after, DateTimeOffset now)
    {
        var stage = state.Plan.Stages[place];
        return !state.IsRollingBack && state.AskedFor?.Contains(new ApprovalPlace(stage.Name, after)) != true
            && Closed((after ? stage.After : stage.Before).OfType<ApprovalGate>(), new GateQuestion(state, place, after, now)).Any();
    }

    private static IEnumerable<Blocker> Closed(IEnumerable<Gate> gates, GateQuestion question) => gates.Select(gate => gate.Judge(question)).OfType<Blocker>();
}
