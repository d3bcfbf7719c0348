namespace Fleet.Domain.Rollouts;

/// <summary>One of the rules that always hold does not.</summary>
public sealed class RolloutRuleBrokenException(string rule) : Exception($"A rollout broke a rule: {rule}.");

/// <summary>
/// The rules that always hold, whoever decided what. Asked before an event is appended, independently of how the decision was made: what would
/// break one is never written, and so never done.
/// </summary>
public static class RolloutRules
{
    public const string Soaks = "only what was claimed soaks";
    public const string SettledOnce = "nothing is settled twice";
    public const string Retried = "only what did not succeed is tried again";
    public const string Order = "stages end in their order";
    public const string Complete = "a stage ends when all is settled and enough succeeded";
    public const string GateAfter = "no stage ends while a gate after it is closed";
    public const string Succeeds = "a rollout succeeds after its last stage";
    public const string StartsOnce = "a rollout starts once";
    public const string PlansBefore = "a rollout is planned before it starts";
    public const string Resumes = "only what is paused is resumed";
    public const string Running = "nothing is claimed after the rollout left Running";
    public const string Pending = "what is claimed was pending";
    public const string AttemptOnce = "no attempt is made twice";
    public const string Predecessor = "no stage begins before the one before has ended";
    public const string Concurrency = "no more is in flight than the stage allows";
    public const string Budget = "the failure budget is not overspent";
    public const string GateBefore = "nothing is claimed while a gate before the stage is closed";
    public const string Over = "what has ended is only rolled back";
    public const string RollsBack = "only what was changed is rolled back, and no rollback begins in another";
    public const string Back = "what is rolled back was claimed for it, and nothing else is";
    public const string BackThrough = "a rollout is rolled back after its first stage is";
    public const string Ahead = "only attempts that the log does not know are found";
    public const string Joins = "only registries that are new join, where the plan lets them, and none while it is rolled back";
    public const string Soaked = "what succeeds was claimed, and stayed healthy for the whole soak";

    /// <exception cref="RolloutRuleBrokenException"/>
    public static void Check(RolloutState before, RolloutEvent item)
    {
        if (Broken(before, item).FirstOrDefault() is { } rule) throw new RolloutRuleBrokenException(rule);
    }

    /// <summary>The rules that an event would break; empty when it may be written.</summary>
    public static IEnumerable<string> Broken(RolloutState before, RolloutEvent item) =>
        Judge(before, item).Prepend((Holds: MayHappen(before, item), Rule: Over)).Where(judged => !judged.Holds).Select(judged => judged.Rule);

    private static bool MayHappen(RolloutState before, RolloutEvent item) => before.IsUnderWay || before.Phase == RolloutPhase.Planned || item is RolloutEvent.RollbackBegan;

    private static IEnumerable<(bool Holds, string Rule)> Judge(RolloutState before, RolloutEvent item) => item switch
    {
        RolloutEvent.Claimed claimed => JudgeClaim(before, claimed, before.Units[claimed.Unit]),
        RolloutEvent.SoakBegan soaking => [(before.Units[soaking.Unit] is { Phase: UnitPhase.Claimed or UnitPhase.Soaking, IsBack: false } unit && unit.Attempt == soaking.Attempt, Soaks)],
        RolloutEvent.Settled { As: Settlement.Succeeded } settled => [(HasSoaked(before, settled, before.Units[settled.Unit]), Soaked)],
        RolloutEvent.Settled { As: Settlement.RolledBack } settled => [(before.Units[settled.Unit] is { Phase: UnitPhase.Claimed, IsBack: true }, Back)],
        RolloutEvent.Settled settled => [(!before.Units[settled.Unit].IsSettled, SettledOnce)],
        RolloutEvent.Reopened reopened => [(before.Units[reopened.Unit] is { IsSettled: true, HasSucceeded: false }, Retried)],
        RolloutEvent.StageEnded ended => JudgeStage(before, ended, before.Plan.Stages.TakeWhile(stage => stage.Name != ended.Stage).Count()),
        RolloutEvent.Finished { Phase: RolloutPhase.Succeeded } => [(!before.IsRollingBack && before.IsThrough, Succeeds)],
        RolloutEvent.Finished { Phase: RolloutPhase.RolledBack } => [(before.IsRollingBack && before.IsThrough, BackThrough)],
        RolloutEvent.RollbackBegan rollback => [(MayRollBack(before, rollback), RollsBack)],
        RolloutEvent.Behind behind => [(behind.Found.All(found => before.Units.TryGetValue(found.Unit, out var unit) && found.Attempt > unit.Attempt), Ahead)],
        RolloutEvent.Joined joined => [(MayJoin(before, joined), Joins)],
        RolloutEvent.Planned => [(before.Phase == RolloutPhase.Planned, PlansBefore)],
        RolloutEvent.Started => [(before.Phase == RolloutPhase.Planned, StartsOnce)],
        RolloutEvent.Resumed => [(before is { Phase: RolloutPhase.Paused, IsAborting: false }, Resumes)],
        _ => [],
    };

    private static IEnumerable<(bool Holds, string Rule)> JudgeClaim(RolloutState before, RolloutEvent.Claimed claimed, UnitState unit) =>
    [
        (before.IsRunning, Running),
        (unit.IsWaiting, Pending),
        (!before.IsRollingBack || unit.Returns, Back),
        (claimed.Attempt == unit.Attempt + 1, AttemptOnce),
        (before.IsRollingBack ? unit.Stage >= before.Current : unit.Stage <= before.Current, Predecessor),
        (StageRules.HasSlot(before, unit), Concurrency),
        (StageRules.HasBudget(before, unit), Budget),
        (!StageRules.ClosedBefore(before, unit.Stage, claimed.At).Any(), GateBefore),
    ];

    private static IEnumerable<(bool Holds, string Rule)> JudgeStage(RolloutState before, RolloutEvent.StageEnded ended, int place) =>
        place >= before.Plan.Stages.Length
            ? [(false, Order)]
            : [(place == before.Current, Order), (StageRules.IsSettled(before, place), Complete), (!StageRules.ClosedAfter(before, place, ended.At).Any(), GateAfter)];

    private static bool MayRollBack(RolloutState before, RolloutEvent.RollbackBegan rollback) =>
        before.Phase is not (RolloutPhase.Planned or RolloutPhase.RolledBack) && !(before.IsRollingBack && before.IsUnderWay)
        && rollback.Units.All(key => before.Units.TryGetValue(key, out var unit) && unit is { Attempt: > 0, Unit.From: not null, Phase: not UnitPhase.RolledBack });

    private static bool MayJoin(RolloutState before, RolloutEvent.Joined joined)
    {
        var members = joined.Units.SelectMany(unit => unit.Unit.Members).Select(member => member.Key).ToList();
        return before is { Plan.NewMembers: MemberPolicy.Append, IsRollingBack: false } && members.Distinct().Count() == members.Count
            && members.All(key => before.UnitOf(key) is null) && joined.Units.All(unit => before.Plan.Stages.Any(stage => stage.Name == unit.Stage));
    }

    private static bool HasSoaked(RolloutState before, RolloutEvent.Settled settled, UnitState unit)
    {
        var soak = before.Plan.Stages[unit.Stage].Soak;
        if (unit.IsBack) return false;
        return soak == TimeSpan.Zero ? unit.Phase == UnitPhase.Claimed : unit is { Phase: UnitPhase.Soaking, HealthySince: { } since } && settled.At >= since + soak;
    }
}
