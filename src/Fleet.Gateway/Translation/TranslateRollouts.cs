using System.Collections.Immutable;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Status;
using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Translation;

/// <summary>Rollouts as the API shows them.</summary>
internal static class TranslateRollouts
{
    public static Wire.Rollout ToWire(this RolloutState state, ImmutableArray<Blocker> blockers, bool units) => new(
        state.Plan.Name,
        state.Phase.ToString(),
        state.Plan.Target,
        state.Plan.Author,
        state.Plan.PlannedAt,
        state.Reason,
        [.. state.Plan.Stages.Select((stage, place) => Stage(state, stage, place, blockers))],
        [.. blockers.Select(blocker => blocker.ToWire())],
        [.. state.Plan.Refusals.Select(refusal => new Wire.RolloutRefusal(refusal.Key.ToString(), refusal.Reason))],
        Forecast(state.Plan),
        units ? [.. state.Plan.Stages.SelectMany(stage => stage.Units.Select(unit => Unit(state.Units[unit.Key], stage)))] : null);

    public static Wire.RolloutEntry ToWire(this RolloutEvent item, long sequence)
    {
        var (kind, subject, by, message) = Describe(item);
        return new Wire.RolloutEntry(sequence, item.At, kind, subject, by, message);
    }

    private static (string Kind, string? Subject, string? By, string Message) Describe(RolloutEvent item) => item switch
    {
        RolloutEvent.Planned planned => ("planned", null, planned.Plan.Author, $"to {planned.Plan.Target}: {planned.Plan.Stages.Sum(stage => stage.Units.Length)} registries in {planned.Plan.Stages.Length} stages"),
        RolloutEvent.Started started => ("started", null, started.By, ""),
        RolloutEvent.Paused paused => ("paused", null, paused.By, paused.Reason),
        RolloutEvent.Resumed resumed => ("resumed", null, resumed.By, ""),
        RolloutEvent.Aborted aborted => ("aborted", null, aborted.By, aborted.Reason),
        RolloutEvent.RollbackBegan rollback => (
            "rollbackBegan", null, rollback.By, $"{rollback.Reason}: {rollback.Units.Length} registries go back{string.Concat(rollback.Refusals.Select(refusal => $"; {refusal.Key} stays: {refusal.Reason}"))}"),
        RolloutEvent.Claimed claimed => ("claimed", claimed.Unit.ToString(), null, $"attempt {claimed.Attempt}"),
        RolloutEvent.SoakBegan soaking => ("soakBegan", soaking.Unit.ToString(), null, "healthy on the target"),
        RolloutEvent.Regressed regressed => ("regressed", regressed.Unit.ToString(), null, regressed.Why),
        RolloutEvent.Settled settled => ("settled", settled.Unit.ToString(), null, settled.Why.Length > 0 ? $"{settled.As}: {settled.Why}" : settled.As.ToString()),
        RolloutEvent.Reopened reopened => ("reopened", reopened.Unit.ToString(), reopened.By, reopened.By is null ? "its cluster is live again" : "to be tried again"),
        RolloutEvent.Approved approved => ("approved", approved.Stage, approved.By, approved.After ? "to end" : "to begin"),
        RolloutEvent.GateAnswered told => ("gateAnswered", told.Gate.Stage, null, told.IsOpen ? $"gate {told.Gate.Number + 1} {(told.Gate.After ? "after" : "before")} it is open" : told.Why),
        RolloutEvent.ApprovalAsked asked => ("approvalAsked", asked.Stage, null, asked.After ? "to end" : "to begin"),
        RolloutEvent.Joined joined => ("joined", null, null, string.Join(", ", joined.Units.Select(unit => $"{unit.Unit.Key} in stage {unit.Stage}"))),
        RolloutEvent.Behind behind => ("behind", null, null, string.Join(", ", behind.Found.Select(found => $"{found.Unit} carries attempt {found.Attempt}"))),
        RolloutEvent.StageEnded ended => ("stageEnded", ended.Stage, null, ""),
        RolloutEvent.Finished finished => ("finished", null, null, finished.Phase.ToString()),
        _ => throw new InvalidOperationException($"unknown event {item.GetType().Name}"),
    };

    private static Wire.RolloutStage Stage(RolloutState state, PlannedStage stage, int place, ImmutableArray<Blocker> blockers)
    {
        var units = state.InStage(place).ToList();
        int Count(UnitPhase phase) => units.Count(unit => unit.Phase == phase);
        return new Wire.RolloutStage(
            stage.Name,
            Phase(state, stage, place, blockers),
            units.Count,
            Count(UnitPhase.Pending),
            Count(UnitPhase.Claimed),
            Count(UnitPhase.Soaking),
            Count(UnitPhase.Succeeded),
            units.Count(unit => unit.HasFailed),
            Count(UnitPhase.Skipped),
            Count(UnitPhase.Queued),
            stage.MaxConcurrency,
            stage.FailureBudget,
            [.. stage.Before.Select(gate => gate.Title)],
            [.. stage.After.Select(gate => gate.Title)],
            Count(UnitPhase.RolledBack));
    }

    private static string Phase(RolloutState state, PlannedStage stage, int place, ImmutableArray<Blocker> blockers)
    {
        if (state.IsRollingBack && place > state.Current && state.Concerned(place).Any()) return "RolledBack";
        if (place < state.Ended && (!state.IsRollingBack || place != state.Current)) return "Succeeded";
        if (place != state.Current || state.Phase == RolloutPhase.Planned) return "Pending";
        if (state.InFlight(place) > 0) return "Running";
        if (state.InStage(place).Any(unit => unit.Phase == UnitPhase.Soaking)) return "Soaking";
        if (!StageRules.CanSucceed(state, place) || state.Failures(place) > stage.FailureBudget) return "Failed";
        return !state.IsRunning || blockers.Length > 0 ? "Blocked" : "Running";
    }

    private static Wire.RolloutUnit Unit(UnitState unit, PlannedStage stage) => new(
        unit.Unit.Key.ToString(), stage.Name, unit.Phase.ToString(), unit.Attempt, unit.Unit.From, unit.ClaimedAt, unit.HealthySince, unit.Why,
        unit.Unit.Others?.Select(other => other.Key.ToString()).ToList(), unit.Unit.Expected?.TotalSeconds);

    // Each stage as long as its slots take, one migration after another, and its soak.
    private static double? Forecast(RolloutPlan plan)
    {
        if (plan.Stages.SelectMany(stage => stage.Units).Any(unit => unit.Expected is null)) return null;
        return plan.Stages.Sum(stage => stage.Soak.TotalSeconds + (stage.Units.Length == 0 ? 0 : Math.Ceiling((double)stage.Units.Length / stage.MaxConcurrency) * stage.Units.Max(unit => unit.Expected!.Value.TotalSeconds)));
    }
}
