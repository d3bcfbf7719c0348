using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Rollouts;

/// <summary>What is going to be done, resolved once and never changed.</summary>
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
    UnreachablePolicy Unreachable);

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

/// <summary>A registry that is upgraded.</summary>
/// <param name="Uid">Of the QuayRegistry; another one of this name is not meant.</param>
/// <param name="From">What it ran at planning.</param>
/// <param name="Expected">How long its last migration took; null when not known.</param>
public sealed record PlannedUnit(RegistryKey Key, string Uid, string? From, TimeSpan? Expected = null);

/// <summary>A registry that is selected and cannot be upgraded.</summary>
public sealed record PlanRefusal(RegistryKey Key, string Reason);
