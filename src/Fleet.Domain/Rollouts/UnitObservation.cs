using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts;

/// <summary>A unit as it is now.</summary>
/// <param name="IsLive">What follows can be trusted.</param>
/// <param name="Claim">The claim that the last completed pass had read.</param>
/// <param name="OnTarget">That pass, and all since, proves that the target version runs.</param>
/// <param name="IsHealthy">Available, with every managed component ready.</param>
/// <param name="IsKnown">False before it was asked for.</param>
/// <param name="Why">What it waits for, in words; empty when nothing.</param>
/// <param name="Attempt">The highest attempt of this rollout that it carries, read by a pass or not; 0 for none.</param>
/// <param name="Hold">Why nobody may write to it now; null when the fleet may.</param>
public sealed record UnitObservation(
    string Uid, bool IsLive, string? TargetVersion, string? Claim, bool OnTarget, bool IsHealthy, string Why, bool IsKnown = true, int Attempt = 0, Blocker? Hold = null)
{
    /// <summary>Nobody has asked for it yet.</summary>
    public static UnitObservation NotAsked { get; } = new("", false, null, null, false, false, "", IsKnown: false);

    /// <summary>Healthy on what an attempt asked for. Unknown is never healthy.</summary>
    public bool HasReached(string claim) => IsLive && Claim == claim && OnTarget && IsHealthy;

    /// <summary>
    /// Registries that are one unit: as far as the last of them, as ill as the worst. Those that vanished do not count; null when all did.
    /// </summary>
    /// <param name="wanted">The version that the unit is asked for: one that is asked for another shows that.</param>
    public static UnitObservation? Of(PlannedUnit unit, Func<UnitMember, UnitObservation?> observe, string wanted)
    {
        if (unit.Others is null) return observe(new UnitMember(unit.Key, unit.Uid));
        var seen = unit.Members.Select(member => (Member: member, Now: observe(member))).Where(item => item.Now is not null).Select(item => (item.Member, Now: item.Now!)).ToList();
        if (seen.Count == 0) return null;
        var replaced = seen.FirstOrDefault(item => item.Now.IsLive && item.Now.Uid != item.Member.Uid).Now;
        var ill = seen.FirstOrDefault(item => item.Now.Why.Length > 0);
        return new UnitObservation(
            replaced?.Uid ?? unit.Uid,
            seen.All(item => item.Now.IsLive),
            seen.Select(item => item.Now.TargetVersion).FirstOrDefault(version => version is not null && version != wanted) ?? seen[0].Now.TargetVersion,
            seen.All(item => item.Now.Claim == seen[0].Now.Claim) ? seen[0].Now.Claim : null,
            seen.All(item => item.Now.OnTarget),
            seen.All(item => item.Now.IsHealthy),
            ill.Now is null ? "" : $"{ill.Member.Key}: {ill.Now.Why}",
            seen.All(item => item.Now.IsKnown),
            seen.Max(item => item.Now.Attempt),
            seen.Select(item => item.Now.Hold).FirstOrDefault(hold => hold is not null));
    }
}
