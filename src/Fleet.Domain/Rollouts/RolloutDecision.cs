using System.Collections.Immutable;
using Fleet.Domain.Rollouts.Gates;
using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts;

/// <summary>What a rollout does next.</summary>
/// <param name="Events">To be appended before anything is done; empty when there is nothing to do now.</param>
/// <param name="Blockers">Why the rest waits.</param>
/// <param name="Wake">When time alone changes something; null when only an event does.</param>
/// <param name="Asks">What gates have to ask outside.</param>
public sealed record RolloutDecision(ImmutableArray<RolloutEvent> Events, ImmutableArray<Blocker> Blockers, DateTimeOffset? Wake, ImmutableArray<GateAsk> Asks);
