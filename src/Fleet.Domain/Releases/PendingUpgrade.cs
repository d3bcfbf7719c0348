namespace Fleet.Domain.Releases;

/// <summary>An upgrade that a channel has for a registry, and that has not been let begin.</summary>
/// <param name="From">What runs.</param>
/// <param name="To">The next step on the way to the head.</param>
/// <param name="Head">Where the channel leads in the end; <paramref name="To"/> when that is one step away.</param>
/// <param name="Channel">The channel that is followed.</param>
public sealed record PendingUpgrade(string From, string To, string Head, string Channel);
