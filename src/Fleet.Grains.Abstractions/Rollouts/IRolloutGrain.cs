using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Status;
using Orleans.Concurrency;

namespace Fleet.Grains.Rollouts;

/// <summary>One rollout, keyed by its name. Whatever happens to it is durable before it is acted on.</summary>
[Alias("Fleet.Rollout")]
public interface IRolloutGrain : IGrainWithStringKey
{
    /// <summary>Keeps a plan, instead of the one kept before; refused when there is a rollout of this name that has started.</summary>
    /// <param name="source">The text it was planned from.</param>
    Task<RolloutOutcome> Plan(RolloutPlan plan, string source);

    /// <summary>Starts the plan that is kept, as long as it is the one with this sequence.</summary>
    Task<RolloutOutcome> StartPlanned(long sequence, string by);

    /// <summary>Plans and starts in one; refused when there is a rollout of this name.</summary>
    /// <param name="source">The text it was planned from.</param>
    Task<RolloutOutcome> Start(RolloutPlan plan, string source, string by);

    Task<RolloutOutcome> Command(RolloutCommand command);

    /// <summary>Null when there is none of this name.</summary>
    Task<RolloutStatus?> Describe();

    /// <summary>Where it was at a time; null when it was not yet.</summary>
    Task<RolloutState?> At(DateTimeOffset time);

    /// <summary>How it is, and how it is after each change, until it has ended; a reader that is slow misses what came between, and gets the newest.</summary>
    IAsyncEnumerable<RolloutStatus> Watch(CancellationToken cancellationToken = default);

    /// <summary>Everything that happened to it, oldest first.</summary>
    Task<ImmutableArray<RolloutEvent>> History();

    /// <summary>Whether a registry is its own for now. Interleaves: another rollout asks, and may be asked the same (docs/decisions/0020).</summary>
    [AlwaysInterleave]
    Task<bool> Holds(RegistryKey registry);

    /// <summary>From another rollout, which waits for a registry of this one: it is told, by <see cref="Nudge"/>, when something happens here.</summary>
    [OneWay]
    Task Follow(string rollout, RegistryKey registry);

    /// <summary>Something that it may have waited for has happened.</summary>
    [OneWay]
    Task Nudge();

    /// <summary>From a registry that it claimed: it is like this now.</summary>
    [OneWay]
    Task UnitChanged(RegistrySummary summary);

    /// <summary>From the claim that it is writing, beside the grain.</summary>
    Task ClaimWritten(RegistryKey unit, int attempt, string? problem);

    /// <summary>From what a gate has asked outside, beside the grain.</summary>
    Task GateAnswered(GateReply reply);

    /// <summary>Goes on with what is under way after a restart. False when there is nothing to go on with.</summary>
    Task<bool> Wake();
}

/// <summary>What a gate was told.</summary>
/// <param name="Number">Among the gates before or after the stage.</param>
/// <param name="Why">Why it stays closed; null when it does not.</param>
[GenerateSerializer, Immutable]
public sealed record GateReply([property: Id(0)] string Stage, [property: Id(1)] bool After, [property: Id(2)] int Number, [property: Id(3)] string? Why);

/// <summary>What became of a start or a command.</summary>
[GenerateSerializer, Immutable]
public abstract record RolloutOutcome
{
    private RolloutOutcome()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Done([property: Id(0)] RolloutStatus Status) : RolloutOutcome;

    [GenerateSerializer, Immutable]
    public sealed record NotFound : RolloutOutcome;

    /// <param name="Reason">With the remedy; nothing was written.</param>
    [GenerateSerializer, Immutable]
    public sealed record Refused([property: Id(0)] string Reason) : RolloutOutcome;
}

/// <param name="Blockers">Why the rest waits.</param>
[GenerateSerializer, Immutable]
public sealed record RolloutStatus([property: Id(0)] RolloutState State, [property: Id(1)] ImmutableArray<Blocker> Blockers);
