namespace Fleet.Domain.Releases;

/// <summary>What a cluster, or a single registry, wants to follow. Null members are left to whoever is asked next.</summary>
/// <param name="Channel">For example <c>stable-3.7</c>. The cluster is asked after the registry; nobody else names one.</param>
/// <param name="Approval">The cluster is asked after the registry, the channel after the cluster; nobody says <see cref="Releases.Approval.Manual"/>.</param>
public sealed record ChannelSubscription(string? Channel = null, Approval? Approval = null)
{
    public static ChannelSubscription None { get; } = new();
}
