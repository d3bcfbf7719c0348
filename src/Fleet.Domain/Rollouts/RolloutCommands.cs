using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Rollouts;

/// <summary>What people do to a rollout.</summary>
public enum RolloutVerb
{
    Pause,
    Resume,
    Abort,
    Approve,
    Skip,
    Retry,
    Rollback,
}

/// <param name="Subject">A stage, or a registry as <c>cluster/namespace/name</c>; null where the verb needs none.</param>
public sealed record RolloutCommand(RolloutVerb Verb, string By, string? Subject);

/// <summary>What a command comes to.</summary>
public abstract record CommandDecision
{
    private CommandDecision()
    {
    }

    public sealed record Accepted(ImmutableArray<RolloutEvent> Events) : CommandDecision;

    public sealed record Refused(string Reason) : CommandDecision;
}

/// <summary>What people may do to a rollout, and what it means.</summary>
public static class RolloutCommands
{
    private const int NamedAtMost = 3;

    /// <param name="noWayBack">Why what a unit ran before cannot be gone back to; null when it can.</param>
    public static CommandDecision Decide(RolloutState state, RolloutCommand command, DateTimeOffset now, Func<PlannedUnit, string?> noWayBack)
    {
        if (command.Verb == RolloutVerb.Rollback) return RollBack(state, command, now, noWayBack);
        if (state.Phase == RolloutPhase.Planned)
            return command.Verb == RolloutVerb.Abort
                ? new CommandDecision.Accepted([new RolloutEvent.Aborted(now, command.By, $"given up by {command.By} before it started"), new RolloutEvent.Finished(now, RolloutPhase.Aborted)])
                : Refuse("the rollout is planned and has not started: `quayfleet rollout start NAME` starts it");
        if (!state.IsUnderWay) return Refuse($"the rollout has ended: it is {state.Phase}");
        if (state.IsAborting && command.Verb != RolloutVerb.Skip) return Refuse("the rollout is being aborted: what is in flight finishes, and nothing more begins");
        return command.Verb switch
        {
            RolloutVerb.Pause when state.Phase == RolloutPhase.Paused => Refuse($"the rollout is paused already: {state.Reason}"),
            RolloutVerb.Pause => Accept(new RolloutEvent.Paused(now, command.By, $"paused by {command.By}; what is in flight finishes")),
            RolloutVerb.Resume when state.IsRunning => Refuse("the rollout is running"),
            RolloutVerb.Resume => Accept(new RolloutEvent.Resumed(now, command.By)),
            RolloutVerb.Abort => Accept(new RolloutEvent.Aborted(now, command.By, $"aborted by {command.By}; what is in flight finishes")),
            RolloutVerb.Approve when state.IsRollingBack => Refuse("the rollout is being rolled back, which waits for no approval"),
            RolloutVerb.Approve => Approve(state, command, now),
            RolloutVerb.Skip => Skip(state, command, now),
            RolloutVerb.Retry => Retry(state, command, now),
            _ => throw new InvalidOperationException($"unknown verb {command.Verb}"),
        };
    }

    private static CommandDecision RollBack(RolloutState state, RolloutCommand command, DateTimeOffset now, Func<PlannedUnit, string?> noWayBack)
    {
        if (state.Phase is RolloutPhase.Planned) return Refuse("the rollout has not begun");
        if (state.Phase is RolloutPhase.RolledBack) return Refuse("the rollout has been rolled back");
        if (state is { IsRollingBack: true, IsUnderWay: true }) return Refuse($"the rollout is being rolled back already{(state.IsRunning ? "" : ": resume it")}");
        var (units, refusals) = RolloutRollback.Of(state, noWayBack);
        if (!units.IsEmpty) return Accept(new RolloutEvent.RollbackBegan(now, command.By, $"rolled back by {command.By}", units, refusals));
        return Refuse(refusals.IsEmpty
            ? "the rollout has changed nothing: abort it instead"
            : $"none of what it changed can be rolled back: {string.Join("; ", refusals.Take(NamedAtMost).Select(refusal => $"{refusal.Key}: {refusal.Reason}"))}{(refusals.Length > NamedAtMost ? "; and more" : "")}");
    }

    private static CommandDecision Approve(RolloutState state, RolloutCommand command, DateTimeOffset now)
    {
        if (command.Subject is null && state.IsThrough) return Refuse("no stage is left that waits for an approval");
        var name = command.Subject ?? state.Plan.Stages[state.Current].Name;
        if (state.Plan.Stages.FirstOrDefault(candidate => candidate.Name == name) is not { } stage) return Refuse($"there is no stage '{name}': the stages are {StageNames(state)}");
        if (!stage.Before.Concat(stage.After).OfType<ApprovalGate>().Any()) return Refuse($"stage {stage.Name} waits for no approval");
        var place = state.Plan.Stages.IndexOf(stage);
        // The gate before the stage comes first, as long as there is something to begin; after that the one at its end is meant.
        var begins = Waiting(stage.Before, after: false);
        var after = begins is null || state.InStage(place).All(unit => unit.Phase is not (UnitPhase.Pending or UnitPhase.Queued));
        var gate = after ? Waiting(stage.After, after: true) : begins;
        if (gate is null) return Refuse($"stage {stage.Name} is approved already");
        if (gate.People > 1 && command.By == state.Plan.Author) return Refuse($"{gate.People} people have to approve stage {stage.Name}, and you planned the rollout: ask somebody else");
        return Accept(new RolloutEvent.Approved(now, stage.Name, after, command.By));

        ApprovalGate? Waiting(IEnumerable<Gate> gates, bool after) => gates.OfType<ApprovalGate>().FirstOrDefault(gate => gate.Judge(new GateQuestion(state, place, after, now)) is not null);
    }

    private static CommandDecision Skip(RolloutState state, RolloutCommand command, DateTimeOffset now)
    {
        if (command.Subject is not { } subject) return Refuse($"name a stage ({StageNames(state)}) or a registry to skip");
        var units = state.Plan.Stages.FirstOrDefault(stage => stage.Name == subject) is { } named
            ? [.. state.InStage(state.Plan.Stages.IndexOf(named))]
            : RegistryKey.TryParse(subject, null, out var key) && state.UnitOf(key) is { } one ? new[] { one } : null;
        if (units is null) return Refuse($"'{subject}' is neither a stage ({StageNames(state)}) nor a registry of the rollout");
        var events = ImmutableArray.CreateBuilder<RolloutEvent>();
        foreach (var unit in units.Where(unit => (unit.Returns || !state.IsRollingBack) && !unit.HasSucceeded && unit.Phase is not (UnitPhase.Skipped or UnitPhase.Claimed or UnitPhase.Soaking)))
        {
            if (unit.IsSettled) events.Add(new RolloutEvent.Reopened(now, unit.Unit.Key, command.By));
            events.Add(new RolloutEvent.Settled(now, unit.Unit.Key, Settlement.Skipped, $"skipped by {command.By}"));
        }
        return events.Count > 0 ? new CommandDecision.Accepted(events.ToImmutable()) : Refuse($"nothing of {subject} can be skipped: it is settled, or under way and finishes");
    }

    private static CommandDecision Retry(RolloutState state, RolloutCommand command, DateTimeOffset now)
    {
        var failed = state.Units.Values.Where(unit => unit.Returns || !state.IsRollingBack).Where(unit => unit.HasFailed || (unit.Phase == UnitPhase.Skipped && IsNamed(unit)))
            .Where(unit => command.Subject is null || IsNamed(unit) || state.Plan.Stages[unit.Stage].Name == command.Subject)
            .Select(RolloutEvent (unit) => new RolloutEvent.Reopened(now, unit.Unit.Key, command.By)).ToList();
        if (failed.Count == 0) return Refuse(command.Subject is { } subject ? $"nothing of {subject} has failed" : "nothing has failed");
        if (state.Phase == RolloutPhase.Paused) failed.Add(new RolloutEvent.Resumed(now, command.By));
        return new CommandDecision.Accepted([.. failed]);

        bool IsNamed(UnitState unit) => unit.Unit.Members.Any(member => member.Key.ToString() == command.Subject);
    }

    private static string StageNames(RolloutState state) => string.Join(", ", state.Plan.Stages.Select(stage => stage.Name));

    private static CommandDecision.Accepted Accept(RolloutEvent item) => new([item]);

    private static CommandDecision.Refused Refuse(string reason) => new(reason);
}
