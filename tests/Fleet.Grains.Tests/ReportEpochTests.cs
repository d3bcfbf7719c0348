using Fleet.Grains.Outbox;
using Xunit;

namespace Fleet.Grains.Tests;

public sealed class ReportEpochTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_later_session_counts_more_than_a_clock_that_runs_ahead() =>
        Assert.True(ReportEpoch.Of(8, Noon) > ReportEpoch.Of(7, Noon.AddYears(10)));

    [Fact]
    public void Within_a_session_the_later_activation_counts_more() =>
        Assert.True(ReportEpoch.Of(7, Noon.AddMilliseconds(1)) > ReportEpoch.Of(7, Noon));

    [Fact]
    public void Two_million_sessions_fit() => Assert.True(ReportEpoch.Of(2_000_000, Noon) > ReportEpoch.Of(1_999_999, Noon));
}
