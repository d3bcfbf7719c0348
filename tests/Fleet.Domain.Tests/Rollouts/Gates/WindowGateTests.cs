using System.Globalization;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;
using Xunit;
using static Fleet.Domain.Tests.Rollouts.RolloutSample;

namespace Fleet.Domain.Tests.Rollouts.Gates;

public sealed class WindowGateTests
{
    private static readonly WindowGate WeekNights = new("0 22 * * 1-5", TimeSpan.FromHours(4), "Europe/Berlin");

    [Theory]
    [InlineData("2026-05-04T20:00:00Z", true)] // Monday, 22:00 in Berlin
    [InlineData("2026-05-04T19:59:59Z", false)]
    [InlineData("2026-05-04T23:59:59Z", true)] // over midnight
    [InlineData("2026-05-05T00:00:00Z", false)]
    [InlineData("2026-05-08T23:00:00Z", true)] // Friday's, on Saturday
    [InlineData("2026-05-09T20:30:00Z", false)] // Saturday
    [InlineData("2026-01-05T20:30:00Z", false)] // winter: 21:30 in Berlin
    [InlineData("2026-01-05T21:30:00Z", true)]
    public void It_is_open_from_each_time_of_its_cron_for_as_long_as_it_says(string at, bool open) => Assert.Equal(open, Judge(WeekNights, at) is null);

    [Fact]
    public void Closed_it_says_when_it_opens()
    {
        var closed = Judge(WeekNights, "2026-05-09T20:30:00Z")!;
        Assert.Equal(("window", At("2026-05-11T20:00:00Z")), (closed.Code, closed.NextChange));
        Assert.Equal("stage all: its window is closed before it begins, and opens 2026-05-11 20:00:00Z", closed.Message);
    }

    [Theory]
    // The clocks of Berlin go from 2:00 to 3:00 on 29 March 2026: what should open at 2:30 opens at 3:00, which is 1:00 UTC.
    [InlineData("2026-03-29T00:59:59Z", false)]
    [InlineData("2026-03-29T01:00:00Z", true)]
    [InlineData("2026-03-29T01:59:59Z", true)]
    [InlineData("2026-03-29T02:00:00Z", false)]
    // And from 3:00 back to 2:00 on 25 October: it opens once, at the first 2:30, for one hour.
    [InlineData("2026-10-25T00:29:59Z", false)]
    [InlineData("2026-10-25T00:30:00Z", true)]
    [InlineData("2026-10-25T01:29:59Z", true)]
    [InlineData("2026-10-25T01:30:00Z", false)]
    public void Clocks_that_change_neither_skip_nor_repeat_nor_stretch_it(string at, bool open) =>
        Assert.Equal(open, Judge(new WindowGate("30 2 * * *", TimeSpan.FromHours(1), "Europe/Berlin"), at) is null);

    [Fact]
    public void A_stage_claims_while_it_is_open_and_what_is_in_flight_when_it_closes_finishes()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2], deadline: 300, before: new WindowGate("0 22 * * *", TimeSpan.FromHours(1), "UTC"))));
        run.Step();
        Assert.Empty(run.Written);
        Assert.Equal((At("2026-05-04T22:00:00Z"), "window"), (run.Wake, Assert.Single(run.Blockers).Code));

        run.Now = run.Wake!.Value;
        run.Step();
        Assert.Equal([(Key(1), 1)], run.Written);
        run.Now += TimeSpan.FromHours(1);
        run.Arrive(Key(1));
        run.Step();
        Assert.Equal((UnitPhase.Succeeded, 1), (run.State.Units[Key(1)].Phase, run.Written.Count));

        run.Now = At("2026-05-05T22:00:00Z");
        run.Step();
        run.Arrive(Key(2));
        run.Step();
        Assert.Equal(RolloutPhase.Succeeded, run.State.Phase);
    }

    [Fact]
    public void What_was_queued_is_caught_up_with_in_the_window_too()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2], concurrency: 2, before: new WindowGate("0 12 * * *", TimeSpan.FromHours(1), "UTC"))));
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { IsLive = false };
        run.Step();
        run.Arrive(Key(2));
        run.Step();
        run.Now += TimeSpan.FromHours(2);
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { IsLive = true };
        run.Step();
        Assert.Equal([(Key(2), 1)], run.Written);
        Assert.Contains(run.Blockers, blocker => blocker.Code == "window");
        run.Now = run.Wake!.Value;
        run.Step();
        Assert.Contains((Key(1), 1), run.Written);
    }

    private static Fleet.Domain.Status.Blocker? Judge(WindowGate gate, string at) =>
        gate.Judge(new GateQuestion(new RolloutRun(Plan(Stage("all", [1]))).State, 0, After: false, At(at)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
