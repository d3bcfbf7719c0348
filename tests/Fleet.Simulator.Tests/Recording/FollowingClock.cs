using System.Globalization;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>Shows the second the real server last answered in, so that both note the same times.</summary>
internal sealed class FollowingClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Follow(Answer real)
    {
        if (real.Date is not { } answered) return;
        var noted = (real.Body["metadata"]?["managedFields"]?.AsArray() ?? [])
            .Select(entry => DateTimeOffset.Parse((string)entry!["time"]!, CultureInfo.InvariantCulture))
            .DefaultIfEmpty().Max();
        // It notes a time before it dates the answer, and a second may end in between.
        _now = answered - noted <= TimeSpan.FromSeconds(1) ? noted : answered;
    }
}
