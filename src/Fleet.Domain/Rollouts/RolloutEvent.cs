using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Rollouts;

/// <summary>How a unit ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Settlement>))]
public enum Settlement
{
    Succeeded,
    Failed,
    TimedOut,
    Skipped,

    /// <summary>Its cluster cannot be reached; it is caught up with later.</summary>
    Queued,

    /// <summary>Healthy on what it ran before.</summary>
    RolledBack,
}

/// <summary>Something that happened to a rollout. The state is nothing but what these add up to.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Planned), "planned")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Paused), "paused")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(Aborted), "aborted")]
[JsonDerivedType(typeof(RollbackBegan), "rollbackBegan")]
[JsonDerivedType(typeof(Claimed), "claimed")]
[JsonDerivedType(typeof(SoakBegan), "soakBegan")]
[JsonDerivedType(typeof(Regressed), "regressed")]
[JsonDerivedType(typeof(Settled), "settled")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(Approved), "approved")]
[JsonDerivedType(typeof(GateAnswered), "gateAnswered")]
[JsonDerivedType(typeof(ApprovalAsked), "approvalAsked")]
[JsonDerivedType(typeof(Joined), "joined")]
[JsonDerivedType(typeof(Behind), "behind")]
[JsonDerivedType(typeof(StageEnded), "stageEnded")]
[JsonDerivedType(typeof(Finished), "finished")]
public abstract record RolloutEvent(DateTimeOffset At)
{
    /// <summary>Resolved against the fleet. Until it starts it may be planned anew.</summary>
    /// <param name="Source">The text it was planned from, to find out whether it still comes to the same; null in logs of before plans were kept.</param>
    public sealed record Planned(DateTimeOffset At, RolloutPlan Plan, string? Source = null) : RolloutEvent(At);

    public sealed record Started(DateTimeOffset At, string By) : RolloutEvent(At);

    /// <param name="By">Null when the rollout did it itself.</param>
    public sealed record Paused(DateTimeOffset At, string? By, string Reason) : RolloutEvent(At);

    public sealed record Resumed(DateTimeOffset At, string By) : RolloutEvent(At);

    /// <summary>No more is claimed; what is in flight finishes.</summary>
    public sealed record Aborted(DateTimeOffset At, string? By, string Reason) : RolloutEvent(At);

    /// <summary>What was changed is brought back, as far as it can be; nothing more goes to the target.</summary>
    /// <param name="By">Null when the rollout did it itself.</param>
    /// <param name="Refusals">Those that were changed and stay, and why.</param>
    public sealed record RollbackBegan(DateTimeOffset At, string? By, string Reason, ImmutableArray<RegistryKey> Units, ImmutableArray<PlanRefusal> Refusals) : RolloutEvent(At);

    /// <summary>A slot is taken, before the upgrade is asked for.</summary>
    public sealed record Claimed(DateTimeOffset At, RegistryKey Unit, int Attempt) : RolloutEvent(At);

    /// <summary>Healthy on the target: the slot is free, the soak counts from here.</summary>
    public sealed record SoakBegan(DateTimeOffset At, RegistryKey Unit, int Attempt) : RolloutEvent(At);

    /// <summary>Not healthy any more while soaking: the soak begins anew once it is.</summary>
    public sealed record Regressed(DateTimeOffset At, RegistryKey Unit, int Attempt, string Why) : RolloutEvent(At);

    public sealed record Settled(DateTimeOffset At, RegistryKey Unit, Settlement As, string Why) : RolloutEvent(At);

    /// <summary>Settled before, and to be claimed again: somebody retries it, or its cluster is back.</summary>
    public sealed record Reopened(DateTimeOffset At, RegistryKey Unit, string? By) : RolloutEvent(At);

    /// <param name="After">Whether it is for the end of the stage.</param>
    public sealed record Approved(DateTimeOffset At, string Stage, bool After, string By) : RolloutEvent(At);

    /// <summary>A gate has asked outside, and was told this.</summary>
    /// <param name="Why">Why it stays closed; empty when it is open.</param>
    /// <param name="Next">When it is asked again unless it is open.</param>
    public sealed record GateAnswered(DateTimeOffset At, GatePlace Gate, bool IsOpen, string Why, DateTimeOffset Next) : RolloutEvent(At);

    /// <summary>People are needed: the stage waits for nothing that passes by itself.</summary>
    /// <param name="After">Whether it is for the end of the stage.</param>
    public sealed record ApprovalAsked(DateTimeOffset At, string Stage, bool After) : RolloutEvent(At);

    /// <summary>Registries that came into the fleet since, where the strategy appends them. Shares stay those of the planning.</summary>
    public sealed record Joined(DateTimeOffset At, ImmutableArray<JoinedUnit> Units) : RolloutEvent(At);

    /// <summary>
    /// Registries carry attempts of this rollout that its log does not know: the log is older than the world, as that of a restored database is.
    /// Nothing more is claimed until somebody has looked.
    /// </summary>
    public sealed record Behind(DateTimeOffset At, ImmutableArray<FoundAttempt> Found) : RolloutEvent(At);

    public sealed record StageEnded(DateTimeOffset At, string Stage) : RolloutEvent(At);

    public sealed record Finished(DateTimeOffset At, RolloutPhase Phase) : RolloutEvent(At);
}

/// <param name="Stage">The first that selects it.</param>
public sealed record JoinedUnit(string Stage, PlannedUnit Unit);

/// <param name="Attempt">As a registry of the unit carries it.</param>
public sealed record FoundAttempt(RegistryKey Unit, int Attempt);
