using System.Text.Json.Serialization;

namespace Fleet.Domain.Rollouts;

[JsonConverter(typeof(JsonStringEnumConverter<UnitPhase>))]
public enum UnitPhase
{
    Pending,

    /// <summary>A slot is held until it is healthy on the target, or settled.</summary>
    Claimed,
    Soaking,
    Succeeded,
    Failed,
    TimedOut,
    Skipped,
    Queued,
    RolledBack,
}

/// <summary>How far one unit of a rollout is.</summary>
/// <param name="Stage">Its place.</param>
/// <param name="Attempt">Counts claims, from 1; 0 before the first.</param>
/// <param name="HealthySince">While soaking; null after a regression.</param>
/// <param name="SoakSince">When it was first healthy on the target in this attempt.</param>
/// <param name="Returns">It is among those that are rolled back.</param>
/// <param name="IsBack">This attempt leads back to what it ran at planning.</param>
public sealed record UnitState(
    PlannedUnit Unit,
    int Stage,
    UnitPhase Phase,
    int Attempt,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset? SoakSince,
    DateTimeOffset? HealthySince,
    string Why,
    bool Returns = false,
    bool IsBack = false)
{
    public bool IsSettled => HasSucceeded || HasFailed || Phase is UnitPhase.Skipped or UnitPhase.Queued;

    public bool HasSucceeded => Phase is UnitPhase.Succeeded or UnitPhase.RolledBack;

    /// <summary>On its way to the target when the rollback began: it keeps its slot, and is claimed for the way back without waiting for its end.</summary>
    public bool TurnsRound => Phase == UnitPhase.Claimed && Returns && !IsBack;

    public bool IsWaiting => Phase == UnitPhase.Pending || TurnsRound;

    public bool HasFailed => Phase is UnitPhase.Failed or UnitPhase.TimedOut;
}
