namespace Fleet.Domain.Rollouts;

/// <summary>What rollouts wait for, beside their gates, which have codes of their own, and clusters that cannot be reached. Stable, as all codes of blockers.</summary>
public static class RolloutBlockerCodes
{
    /// <summary>A claimed registry is not healthy on the target yet.</summary>
    public const string Upgrading = "upgrading";
    public const string Soak = "soak";

    /// <summary>A registry is not healthy while it soaks.</summary>
    public const string Health = "health";
    public const string Concurrency = "concurrency";
    public const string Budget = "budget";

    /// <summary>Another rollout holds a registry.</summary>
    public const string Rollout = "rollout";

    /// <summary>A claim could not be written.</summary>
    public const string Claim = "claim";
}
