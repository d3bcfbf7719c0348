using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Rollouts;

[JsonConverter(typeof(JsonStringEnumConverter<RolloutPhase>))]
public enum RolloutPhase
{
    Planned,
    Running,
    Paused,
    Succeeded,
    Aborted,

    /// <summary>What it changed is brought back.</summary>
    RollingBack,
    RolledBack,
}

/// <param name="After">Whether it is for the end of the stage.</param>
public readonly record struct ApprovalPlace(string Stage, bool After);

public sealed record RolloutApproval(string Stage, bool After, string By, DateTimeOffset At);

/// <summary>Where a rollout is: the fold of its events.</summary>
/// <param name="Ended">How many stages, from the first, have ended.</param>
/// <param name="IsRollingBack">From the beginning of a rollback on.</param>
/// <param name="Returned">How many stages, from the last, have been rolled back.</param>
/// <param name="Source">The text it was planned from; null when it was not kept.</param>
/// <param name="AskedFor">Approvals that people have been asked for, and nobody has given since.</param>
public sealed record RolloutState(
    RolloutPlan Plan,
    RolloutPhase Phase,
    bool IsAborting,
    string Reason,
    ImmutableDictionary<RegistryKey, UnitState> Units,
    int Ended,
    ImmutableArray<RolloutApproval> Approvals,
    ImmutableArray<GateAnswer> Answers,
    long Sequence,
    bool IsRollingBack = false,
    int Returned = 0,
    string? Source = null,
    ImmutableArray<ApprovalPlace>? AskedFor = null)
{
    /// <summary>More may be claimed.</summary>
    [JsonIgnore]
    public bool IsRunning => Phase is RolloutPhase.Running or RolloutPhase.RollingBack;

    [JsonIgnore]
    public bool IsUnderWay => IsRunning || Phase == RolloutPhase.Paused;

    /// <summary>The place of the stage whose turn it is; beyond the last, or before the first on the way back, when all have ended.</summary>
    [JsonIgnore]
    public int Current => IsRollingBack ? Plan.Stages.Length - 1 - Returned : Ended;

    [JsonIgnore]
    public bool IsThrough => Current < 0 || Current >= Plan.Stages.Length;

    /// <exception cref="InvalidDataException">The first event is no plan.</exception>
    public static RolloutState Of(IEnumerable<RolloutEvent> events)
    {
        RolloutState? state = null;
        foreach (var item in events) state = state is null ? First(item) : state.Apply(item);
        return state ?? throw new InvalidDataException("A rollout has no events.");
    }

    public static RolloutState First(RolloutEvent item) => item is RolloutEvent.Planned { Plan: var plan, Source: var source }
        ? new RolloutState(
            plan, RolloutPhase.Planned, false, "",
            plan.Stages.SelectMany((stage, place) => stage.Units.Select(unit => Pending(unit, place))).ToImmutableDictionary(unit => unit.Unit.Key),
            0, [], [], 1, Source: source)
        : throw new InvalidDataException($"A rollout begins with its plan, not with {item.GetType().Name}.");

    private static UnitState Pending(PlannedUnit unit, int stage) => new(unit, stage, UnitPhase.Pending, 0, null, null, null, "");

    /// <summary>The unit that a registry is, or is one of; null when it is none of the rollout's.</summary>
    public UnitState? UnitOf(RegistryKey registry) => Units.TryGetValue(registry, out var unit)
        ? unit
        : Units.Values.FirstOrDefault(set => set.Unit.Others?.Any(other => other.Key == registry) == true);

    public IEnumerable<UnitState> InStage(int place) => Plan.Stages[place].Units.Select(unit => Units[unit.Key]);

    /// <summary>Those of a stage that are to get somewhere: all, or those on the way back.</summary>
    public IEnumerable<UnitState> Concerned(int place) => InStage(place).Where(unit => !IsRollingBack || unit.Returns);

    public int InFlight(int place) => InStage(place).Count(unit => unit.Phase == UnitPhase.Claimed);

    /// <summary>How many soak and are not healthy: they may yet fail.</summary>
    public int Regressed(int place) => Concerned(place).Count(unit => unit is { Phase: UnitPhase.Soaking, HealthySince: null });

    public int Failures(int place) => Concerned(place).Count(unit => unit.HasFailed);

    public RolloutState Apply(RolloutEvent item)
    {
        var next = item switch
        {
            // What was planned before is in the log; nothing was done about it.
            RolloutEvent.Planned => First(item),
            RolloutEvent.Started => this with { Phase = RolloutPhase.Running, Reason = "" },
            RolloutEvent.Paused paused => this with { Phase = RolloutPhase.Paused, Reason = paused.Reason },
            RolloutEvent.Resumed => this with { Phase = IsRollingBack ? RolloutPhase.RollingBack : RolloutPhase.Running, Reason = "" },
            RolloutEvent.Aborted aborted => this with { IsAborting = true, Phase = RolloutPhase.Paused, Reason = aborted.Reason },
            RolloutEvent.RollbackBegan rollback => RollBack(rollback),
            RolloutEvent.Claimed claimed => With(claimed.Unit, unit => unit with
            {
                Phase = UnitPhase.Claimed,
                Attempt = claimed.Attempt,
                IsBack = IsRollingBack,
                ClaimedAt = claimed.At,
                SoakSince = null,
                HealthySince = null,
                Why = "",
            }),
            RolloutEvent.SoakBegan soaking => With(soaking.Unit, unit => unit with
            {
                Phase = UnitPhase.Soaking,
                SoakSince = unit.SoakSince ?? soaking.At,
                HealthySince = soaking.At,
                Why = "",
            }),
            RolloutEvent.Regressed regressed => With(regressed.Unit, unit => unit with { HealthySince = null, Why = regressed.Why }),
            RolloutEvent.Settled settled => With(settled.Unit, unit => unit with { Phase = PhaseOf(settled.As), Why = settled.Why }),
            RolloutEvent.Reopened reopened => With(reopened.Unit, unit => unit with { Phase = UnitPhase.Pending, Why = "" }),
            RolloutEvent.ApprovalAsked asked => this with { AskedFor = [.. AskedFor ?? [], new ApprovalPlace(asked.Stage, asked.After)] },
            RolloutEvent.Approved approved => this with
            {
                Approvals = Approvals.Add(new RolloutApproval(approved.Stage, approved.After, approved.By, approved.At)),
                AskedFor = AskedFor?.Remove(new ApprovalPlace(approved.Stage, approved.After)),
            },
            RolloutEvent.Joined joined => Join(joined),
            RolloutEvent.Behind behind => behind.Found.Aggregate(
                this with { Phase = RolloutPhase.Paused, Reason = ReasonOf(behind) }, (state, found) => state.With(found.Unit, unit => unit with { Attempt = found.Attempt })),
            RolloutEvent.GateAnswered answered => this with { Answers = Answers.RemoveAll(known => known.Place == answered.Gate).Add(Of(answered)) },
            RolloutEvent.StageEnded => IsRollingBack ? this with { Returned = Returned + 1 } : this with { Ended = Ended + 1 },
            RolloutEvent.Finished finished => this with { Phase = finished.Phase },
            _ => throw new InvalidDataException($"{item.GetType().Name} does not follow here."),
        };
        return next with { Sequence = Sequence + 1 };
    }

    private GateAnswer Of(RolloutEvent.GateAnswered answered) => new(
        answered.Gate, answered.At, answered.IsOpen, answered.Why, answered.Next,
        answered.IsOpen ? 0 : (Answers.FirstOrDefault(known => known.Place == answered.Gate)?.Tries ?? 0) + 1);

    private RolloutState RollBack(RolloutEvent.RollbackBegan rollback)
    {
        var returning = rollback.Units.ToHashSet();
        var stay = rollback.Refusals.ToDictionary(refusal => refusal.Key, refusal => refusal.Reason);
        return this with
        {
            Phase = RolloutPhase.RollingBack,
            IsAborting = false,
            Reason = rollback.Reason,
            IsRollingBack = true,
            Returned = 0,
            Units = Units.ToImmutableDictionary(unit => unit.Key, unit => Of(unit.Value)),
        };

        UnitState Of(UnitState unit)
        {
            if (!returning.Contains(unit.Unit.Key)) return unit with { Returns = false, Why = stay.TryGetValue(unit.Unit.Key, out var why) ? $"not rolled back: {why}" : unit.Why };
            var turns = unit.Phase == UnitPhase.Claimed;
            return unit with { Returns = true, IsBack = false, Phase = turns ? UnitPhase.Claimed : UnitPhase.Pending, SoakSince = null, HealthySince = null, Why = "" };
        }
    }

    private RolloutState With(RegistryKey key, Func<UnitState, UnitState> change) =>
        Units.TryGetValue(key, out var unit) ? this with { Units = Units.SetItem(key, change(unit)) } : throw new InvalidDataException($"{key} is no unit of the rollout.");

    private RolloutState Join(RolloutEvent.Joined joined)
    {
        var stages = Plan.Stages.Select(stage => stage with { Units = [.. stage.Units, .. joined.Units.Where(unit => unit.Stage == stage.Name).Select(unit => unit.Unit)] }).ToImmutableArray();
        var places = stages.Select((stage, place) => (stage.Name, place)).ToDictionary(item => item.Name, item => item.place);
        var units = joined.Units.Select(unit => Pending(unit.Unit, places.TryGetValue(unit.Stage, out var place) ? place : throw new InvalidDataException($"There is no stage {unit.Stage} to join.")));
        return this with { Plan = Plan with { Stages = stages }, Units = Units.AddRange(units.Select(unit => KeyValuePair.Create(unit.Unit.Key, unit))) };
    }

    /// <summary>In words.</summary>
    public static string ReasonOf(RolloutEvent.Behind behind)
    {
        const int NamedAtMost = 3;
        var named = string.Join(", ", behind.Found.Take(NamedAtMost).Select(found => $"{found.Unit} carries attempt {found.Attempt}"));
        return $"what is known of the rollout is older than the fleet, as after a database was restored: {named}{(behind.Found.Length > NamedAtMost ? $" and {behind.Found.Length - NamedAtMost} more likewise" : "")}, "
            + "of which its history knows nothing; look at the registries, then resume or abort";
    }

    private static UnitPhase PhaseOf(Settlement settlement) => settlement switch
    {
        Settlement.Succeeded => UnitPhase.Succeeded,
        Settlement.Failed => UnitPhase.Failed,
        Settlement.TimedOut => UnitPhase.TimedOut,
        Settlement.Skipped => UnitPhase.Skipped,
        Settlement.Queued => UnitPhase.Queued,
        Settlement.RolledBack => UnitPhase.RolledBack,
        _ => throw new InvalidDataException($"unknown settlement {settlement}"),
    };
}
