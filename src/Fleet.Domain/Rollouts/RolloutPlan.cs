using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Rollouts;

/// <summary>What is going to be done, resolved once and never changed but for registries that join it.</summary>
/// <param name="Target">The version.</param>
/// <param name="Author">Who planned it.</param>
public sealed record RolloutPlan(
    string Name,
    string Target,
    string Author,
    DateTimeOffset PlannedAt,
    ImmutableArray<PlannedStage> Stages,
    ImmutableArray<PlanRefusal> Refusals,
    FailurePolicy OnFailure,
    UnreachablePolicy Unreachable,
    MemberPolicy NewMembers = MemberPolicy.Ignore);

/// <param name="MaxConcurrency">At least 1.</param>
/// <param name="FailureBudget">Null for none.</param>
public sealed record PlannedStage(
    string Name,
    ImmutableArray<PlannedUnit> Units,
    int MaxConcurrency,
    int? FailureBudget,
    Amount MinSuccess,
    TimeSpan ProgressDeadline,
    TimeSpan Soak,
    TimeSpan SoakDeadline,
    ImmutableArray<Gate> Before,
    ImmutableArray<Gate> After);

/// <summary>A registry that is upgraded, or several that share what they keep: claimed, upgraded and settled together.</summary>
/// <param name="Key">Of the first of them, by which the unit is called.</param>
/// <param name="Uid">Of the QuayRegistry; another one of this name is not meant.</param>
/// <param name="From">What it ran at planning.</param>
/// <param name="Expected">How long its last migration took; null when not known.</param>
/// <param name="Others">The other registries of its replica set; null when it is alone.</param>
public sealed record PlannedUnit(RegistryKey Key, string Uid, string? From, TimeSpan? Expected = null, ImmutableArray<UnitMember>? Others = null)
{
    [JsonIgnore]
    public IEnumerable<UnitMember> Members => [new UnitMember(Key, Uid), .. Others ?? []];
}

/// <summary>One registry of a unit.</summary>
public readonly record struct UnitMember(RegistryKey Key, string Uid);

/// <summary>A registry that is selected and cannot be upgraded.</summary>
public sealed record PlanRefusal(RegistryKey Key, string Reason);
