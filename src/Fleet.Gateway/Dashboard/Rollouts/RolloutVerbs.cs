using Fleet.Domain.Access;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Gateway.Dashboard.Rollouts;

/// <summary>What can be done to a rollout as it is, with what each does. The rollout itself decides again.</summary>
public static class RolloutVerbs
{
    /// <param name="Verb">As in the API's path.</param>
    /// <param name="What">What will happen, for the question before it does.</param>
    /// <param name="First">What most come for.</param>
    /// <param name="Harsh">It cannot be taken back.</param>
    /// <param name="Subject">A stage or a registry; null for the whole rollout.</param>
    public sealed record Offer(string Verb, string Title, string What, Role Role, bool First = false, bool Harsh = false, string? Subject = null);

    private static readonly HashSet<string> Failures = ["Failed", "TimedOut", "Skipped"];

    public static IEnumerable<Offer> Of(Api.V1.Rollout rollout)
    {
        if (rollout.Phase == "Planned")
            yield return new("start", "Start", $"{rollout.Stages.Sum(stage => stage.Units)} registries go to {rollout.Target}, as the plan says. Quay of each is scaled to 0 while the migration of its database runs.", Role.Operator, First: true);
        if (rollout.Phase == "Running" && rollout.Blockers.Any(blocker => blocker.Code == ApprovalGate.Code))
            yield return new("approve", "Approve", "The stage that waits for it goes on.", Role.Approver, First: true);
        if (rollout.Phase is "Running" or "RollingBack")
            yield return new("pause", "Pause", "What is in flight finishes; nothing more is claimed until it is resumed.", Role.Operator);
        if (rollout.Phase == "Paused")
            yield return new("resume", "Resume", "It goes on where it was.", Role.Operator, First: true);
        if (rollout.Phase == "Paused" && rollout.Stages.Any(stage => stage.Failed > 0))
            yield return new("retry", "Retry", "All that failed is tried again, each as a new attempt of the same plan.", Role.Operator);
        if (rollout.Phase == "Planned")
            yield return new("abort", "Give up", "The plan is kept, and can no longer be started.", Role.Operator, Harsh: true);
        if (rollout.Phase is "Running" or "Paused")
            yield return new("abort", "Abort", "What is in flight finishes; then the rollout has ended for good. What is done stays as it is.", Role.Operator, Harsh: true);
        if ((rollout.Phase is "Running" or "Paused" or "Succeeded" or "Aborted") && rollout.Stages.Any(stage => stage.Succeeded + stage.InFlight + stage.Soaking + stage.Failed > 0))
            yield return new("rollback", "Roll back", "What it changed goes back to what it ran before, the last stage first, each within its own concurrency and budget. A registry whose schema was migrated stays on the target, and says so.", Role.Operator, Harsh: true);
    }

    /// <summary>What can be done to one registry of it.</summary>
    public static IEnumerable<Offer> Of(Api.V1.Rollout rollout, Api.V1.RolloutUnit unit)
    {
        if (!RolloutWords.IsUnderWay(rollout)) yield break;
        if (Failures.Contains(unit.Phase))
            yield return new("retry", "Retry", $"{unit.Registry} is tried again, as a new attempt.", Role.Operator, Subject: unit.Registry);
        if (unit.Phase is "Pending" or "Blocked" or "Queued" or "Failed" or "TimedOut")
            yield return new("skip", "Skip", $"{unit.Registry} is left as it is, and no longer counts in its stage.", Role.Operator, Subject: unit.Registry);
    }

    /// <summary>What can be done to one stage of it.</summary>
    public static IEnumerable<Offer> Of(Api.V1.Rollout rollout, Api.V1.RolloutStage stage)
    {
        if (!RolloutWords.IsUnderWay(rollout) || stage.Phase is "Succeeded" or "RolledBack" || stage.Pending + stage.Queued + stage.Failed == 0) yield break;
        yield return new("skip", "Skip", $"What stage {stage.Name} has not begun is left as it is, and the next stage may begin.", Role.Operator, Subject: stage.Name);
    }
}
