using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Clusters;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Rollouts;

/// <summary>What becomes of a rollout that cannot go on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailurePolicy>))]
public enum FailurePolicy
{
    Pause,
    Abort,

    /// <summary>What was changed is brought back, as far as it can be; paused when nothing can.</summary>
    Rollback,
}

/// <summary>What becomes of a unit whose cluster cannot be reached.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnreachablePolicy>))]
public enum UnreachablePolicy
{
    /// <summary>It is caught up with later, on the same plan.</summary>
    Queue,
    Skip,
    Fail,
}

/// <summary>What becomes of registries that come into the fleet while a rollout is under way.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemberPolicy>))]
public enum MemberPolicy
{
    Ignore,

    /// <summary>They join the first stage that selects them; one that has ended is caught up with after the last.</summary>
    Append,
}

/// <summary>A rollout as somebody wrote it.</summary>
/// <param name="Version">Null when the head of <paramref name="Channel"/> at planning is meant.</param>
/// <param name="Exclude">Registries left out, as <c>cluster/namespace/name</c>.</param>
public sealed record RolloutSpec(
    string Name,
    string? Version,
    string? Channel,
    LabelSelector Clusters,
    LabelSelector Registries,
    ImmutableHashSet<string> Exclude,
    ImmutableArray<StageSpec> Stages,
    FailurePolicy OnFailure,
    UnreachablePolicy Unreachable,
    MemberPolicy NewMembers = MemberPolicy.Ignore);

/// <summary>One stage. Shares are of its units at planning.</summary>
/// <param name="MaxConcurrency">Rounded down, but at least 1.</param>
/// <param name="FailureBudget">Rounded down; null when only concurrency and <paramref name="MinSuccess"/> bind.</param>
/// <param name="MinSuccess">Rounded up.</param>
/// <param name="ProgressDeadline">From claim to healthy on the target.</param>
/// <param name="Soak">Continuous health on the target.</param>
/// <param name="SoakDeadline">From first healthy to the end of the soak.</param>
/// <param name="Before">What each of its claims waits for.</param>
/// <param name="After">What its end waits for.</param>
public sealed record StageSpec(
    string Name,
    LabelSelector Selector,
    Amount MaxConcurrency,
    Amount? FailureBudget,
    Amount MinSuccess,
    TimeSpan ProgressDeadline,
    TimeSpan Soak,
    TimeSpan SoakDeadline,
    ImmutableArray<Gate> Before,
    ImmutableArray<Gate> After);
