namespace Fleet.Domain.Releases;

/// <summary>What a channel has for a registry that follows it.</summary>
internal abstract record ChannelProgress
{
    private ChannelProgress()
    {
    }

    /// <summary>Nothing newer than what runs.</summary>
    public sealed record UpToDate : ChannelProgress;

    /// <summary>The next upgrade on the way to the head.</summary>
    public sealed record Next(ReleaseVersion To, ReleaseVersion Head) : ChannelProgress;

    /// <param name="Reason">Why no upgrade leads to the head.</param>
    public sealed record Stuck(string Reason) : ChannelProgress;

    public static ChannelProgress Of(ReleaseCatalog catalog, ReleaseChannel channel, ReleaseVersion current) =>
        channel.Head <= current
            ? new UpToDate()
            : catalog.Graph.Path(current, channel.Head) switch
            {
                UpgradePath.Found { Steps: [var first, ..] } => new Next(first.To, channel.Head),
                UpgradePath.Found => new UpToDate(),
                UpgradePath.None none => new Stuck(none.Reason),
                _ => throw new InvalidOperationException("A path is found or not."),
            };
}
