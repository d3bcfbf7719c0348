namespace Fleet.Domain.Rollouts;

/// <summary>A unit as it is now.</summary>
/// <param name="IsLive">What follows can be trusted.</param>
/// <param name="Claim">The claim that the last completed pass had read.</param>
/// <param name="OnTarget">That pass, and all since, proves that the target version runs.</param>
/// <param name="IsHealthy">Available, with every managed component ready.</param>
/// <param name="IsKnown">False before it was asked for.</param>
/// <param name="Why">What it waits for, in words; empty when nothing.</param>
public sealed record UnitObservation(string Uid, bool IsLive, string? TargetVersion, string? Claim, bool OnTarget, bool IsHealthy, string Why, bool IsKnown = true)
{
    /// <summary>Nobody has asked for it yet.</summary>
    public static UnitObservation NotAsked { get; } = new("", false, null, null, false, false, "", IsKnown: false);

    /// <summary>Healthy on what an attempt asked for. Unknown is never healthy.</summary>
    public bool HasReached(string claim) => IsLive && Claim == claim && OnTarget && IsHealthy;
}
