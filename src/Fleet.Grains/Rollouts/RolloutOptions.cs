using System.ComponentModel.DataAnnotations;

namespace Fleet.Grains.Rollouts;

/// <summary>How often rollouts look by themselves, for what got lost on its way. What happens is told: nothing waits for these.</summary>
public sealed class RolloutOptions
{
    /// <summary>Longest time after which a rollout that is under way decides again; 1 s to 1 d, default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SafetyTick { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a silo wakes those that were lost with another one; 1 s to 1 d, default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Backstop { get; set; } = TimeSpan.FromSeconds(30);
}
