namespace Fleet.Simulator.Tests.Recording;

/// <summary>Shows the second the real server last answered in, so that both note the same times.</summary>
internal sealed class FollowingClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => Now;
}
