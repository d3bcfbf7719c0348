using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class FreshnessRuleTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(WatchConnection.Connected, 0, Freshness.Live)]
    [InlineData(WatchConnection.Connected, 90, Freshness.Live)]
    [InlineData(WatchConnection.Connected, 91, Freshness.Stale)]
    [InlineData(WatchConnection.Connected, -30, Freshness.Live)]
    [InlineData(WatchConnection.Connected, null, Freshness.Stale)]
    [InlineData(WatchConnection.NotStarted, 1, Freshness.Stale)]
    [InlineData(WatchConnection.Unreachable, 1, Freshness.Unreachable)]
    [InlineData(WatchConnection.Unauthorised, 1, Freshness.Unauthorised)]
    public void Only_a_recent_sign_on_an_open_watch_is_live(WatchConnection connection, int? age, Freshness expected)
    {
        var health = new ConnectionHealth(connection, age is { } seconds ? Sample.Noon.AddSeconds(-seconds) : null);
        Assert.Equal(expected, FreshnessRule.Decide(health, Sample.Noon, Bound));
        Assert.Equal(expected == Freshness.Live, FreshnessRule.TurnsStale(health, Sample.Noon, Bound) is not null);
    }
}
