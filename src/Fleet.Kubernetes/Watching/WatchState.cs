using System.Collections.Immutable;
using Fleet.Domain.Projections;

namespace Fleet.Kubernetes.Watching;

/// <summary>One target's whole state.</summary>
/// <param name="Known">What the consumer has been told: the base every list is compared with.</param>
/// <param name="Position">Where a watch resumes; null before the first list and after it expired.</param>
/// <param name="Failures">In a row; 0 after a sign of life.</param>
internal sealed record WatchState(
    WatchPhase Phase,
    ImmutableDictionary<(string Namespace, string Name), KnownObject> Known,
    string? Position,
    bool Synced,
    int Failures,
    TargetCondition Condition,
    string? Error)
{
    public static WatchState Initial { get; } = new(
        new WatchPhase.Waiting(),
        ImmutableDictionary<(string, string), KnownObject>.Empty,
        Position: null,
        Synced: false,
        Failures: 0,
        TargetCondition.Starting,
        Error: null);
}

/// <summary>The told version of an object.</summary>
internal readonly record struct KnownObject(string Uid, string ResourceVersion, string? Registry);

/// <summary>What the shell is doing for this target.</summary>
internal abstract record WatchPhase
{
    private WatchPhase()
    {
    }

    /// <summary>Before the first list, or backing off.</summary>
    public sealed record Waiting : WatchPhase;

    /// <summary>A list is running; nothing of it is told before it is complete.</summary>
    public sealed record Listing(ImmutableArray<ImmutableArray<Projection>> Pages) : WatchPhase;

    public sealed record Watching : WatchPhase;
}
