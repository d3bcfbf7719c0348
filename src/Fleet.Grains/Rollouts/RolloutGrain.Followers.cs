using Fleet.Domain.Quay;

namespace Fleet.Grains.Rollouts;

/// <summary>Other rollouts that wait for a registry which this one holds. Forgotten with the activation: they look again by themselves, now and then.</summary>
internal sealed partial class RolloutGrain
{
    private readonly HashSet<string> _followers = new(StringComparer.Ordinal);

    public async Task Follow(string rollout, RegistryKey registry)
    {
        if (await Holds(registry)) _followers.Add(rollout);
        else await GrainFactory.GetGrain<IRolloutGrain>(rollout).Nudge();
    }

    public Task Nudge()
    {
        if (!IsUnderWay) return Task.CompletedTask;
        _units.ForgetHolders();
        Soon();
        return Task.CompletedTask;
    }

    /// <summary>Those that still have to wait say so again.</summary>
    private async Task TellFollowers()
    {
        var told = _followers.ToList();
        _followers.Clear();
        foreach (var follower in told) await GrainFactory.GetGrain<IRolloutGrain>(follower).Nudge();
    }
}
