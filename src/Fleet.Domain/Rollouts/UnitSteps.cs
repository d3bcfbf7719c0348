using System.Collections.Immutable;
using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts;

/// <summary>What becomes of a unit that is claimed or soaks.</summary>
/// <param name="Events">In their order; empty when nothing happened to it.</param>
/// <param name="Waits">Why it is not settled yet; null when it is, or has only now begun to soak.</param>
/// <param name="Wake">When time alone settles it; null when it is settled.</param>
public sealed record UnitStep(ImmutableArray<RolloutEvent> Events, Blocker? Waits = null, DateTimeOffset? Wake = null);

/// <summary>Follows one unit from its claim to where it is settled.</summary>
public static class UnitSteps
{
    /// <param name="unit">Claimed or soaking.</param>
    /// <param name="seen">Null when there is no such registry any more.</param>
    public static UnitStep Follow(RolloutPlan plan, UnitState unit, UnitObservation? seen, DateTimeOffset now) =>
        unit.Phase == UnitPhase.Soaking ? FollowSoak(plan, unit, seen, now) : FollowClaim(plan, unit, seen, now);

    private static UnitStep FollowClaim(RolloutPlan plan, UnitState unit, UnitObservation? observed, DateTimeOffset now)
    {
        var (key, stage, target) = (unit.Unit.Key, plan.Stages[unit.Stage], RolloutSteps.TargetOf(plan, unit));
        var claim = RolloutSteps.ClaimOf(plan.Name, unit.Attempt);
        var deadline = unit.ClaimedAt!.Value + stage.ProgressDeadline;
        switch (observed)
        {
            case null:
                return Settled(Settlement.Skipped, "it vanished");
            case { IsLive: true, Uid: var uid } when uid != unit.Unit.Uid:
                return Settled(Settlement.Skipped, "another registry of this name has taken its place");
            case var seen when seen.HasReached(claim):
                if (unit.IsBack) return Settled(Settlement.RolledBack, "");
                if (stage.Soak == TimeSpan.Zero) return Settled(Settlement.Succeeded, "");
                return new UnitStep([new RolloutEvent.SoakBegan(now, key, unit.Attempt)], Wake: now + stage.Soak);
            case { IsLive: true, TargetVersion: { } other } seen when seen.Claim == claim && other != target:
                return Settled(Settlement.Failed, AskedForAnother(other));
            case var seen when now >= deadline:
                return Settled(Settlement.TimedOut, $"not healthy on {target} within {stage.ProgressDeadline}{(seen.Why.Length > 0 ? $": {seen.Why}" : seen.Claim != claim ? $": quay-fleet/claim, as the fleet read it last, is {seen.Claim ?? "not there"} instead of {claim}" : "")}");
            case var seen:
                return new UnitStep([], new Blocker(RolloutBlockerCodes.Upgrading, $"{key} is on its way {(unit.IsBack ? "back " : "")}to {target}{(seen.Why.Length > 0 ? $": {seen.Why}" : "")}", deadline), deadline);
        }

        UnitStep Settled(Settlement settlement, string why) => new([new RolloutEvent.Settled(now, key, settlement, why)]);
    }

    private static UnitStep FollowSoak(RolloutPlan plan, UnitState unit, UnitObservation? seen, DateTimeOffset now)
    {
        var (key, stage) = (unit.Unit.Key, plan.Stages[unit.Stage]);
        var claim = RolloutSteps.ClaimOf(plan.Name, unit.Attempt);
        var deadline = unit.SoakSince!.Value + stage.SoakDeadline;
        if (seen is null || (seen.IsLive && seen.Uid != unit.Unit.Uid)) return Settled(Settlement.Skipped, "it vanished while soaking");
        if (seen is { IsLive: true, TargetVersion: { } other } && seen.Claim == claim && other != RolloutSteps.TargetOf(plan, unit)) return Settled(Settlement.Failed, AskedForAnother(other));
        if (seen.HasReached(claim))
        {
            ImmutableArray<RolloutEvent> anew = unit.HealthySince is null ? [new RolloutEvent.SoakBegan(now, key, unit.Attempt)] : [];
            var ends = (unit.HealthySince ?? now) + stage.Soak;
            if (unit.HealthySince is not null && now >= ends) return Settled(Settlement.Succeeded, "");
            if (now >= deadline) return Settled(Settlement.Failed, $"it did not stay healthy for {stage.Soak} within {stage.SoakDeadline}", anew);
            return new UnitStep(anew, new Blocker(RolloutBlockerCodes.Soak, $"{key} soaks until {ends.UtcDateTime:u}", ends), ends < deadline ? ends : deadline);
        }
        var why = WhyNotReached(seen);
        ImmutableArray<RolloutEvent> regressed = unit.HealthySince is null ? [] : [new RolloutEvent.Regressed(now, key, unit.Attempt, why)];
        // A soak that could not be completed any more has failed already: what waits for it is to know.
        return now + stage.Soak > deadline
            ? Settled(Settlement.Failed, $"it did not stay healthy while soaking: {why}", regressed)
            : new UnitStep(regressed, new Blocker(RolloutBlockerCodes.Health, $"{key} is not healthy while soaking: {why}", deadline), deadline);

        UnitStep Settled(Settlement settlement, string because, ImmutableArray<RolloutEvent>? before = null) => new([.. before ?? [], new RolloutEvent.Settled(now, key, settlement, because)]);
    }

    private static string AskedForAnother(string version) => $"somebody else asks it for {version}: quay-fleet/target-version was changed";

    private static string WhyNotReached(UnitObservation seen) =>
        seen.Why.Length > 0 ? seen.Why
        : !seen.IsLive ? "its cluster is not live"
        : !seen.IsHealthy ? "it is not healthy"
        : !seen.OnTarget ? "it was changed, and the change has not reached its pods yet"
        : $"it carries the claim {seen.Claim ?? "of nobody"}";
}
