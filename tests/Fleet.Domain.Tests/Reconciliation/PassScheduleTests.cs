using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class PassScheduleTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Nothing_is_due_unless_it_is_wanted()
    {
        Assert.Null(new PassSchedule().DueAt);
        Assert.True(new PassSchedule().Want().IsDue(Now));
    }

    [Fact]
    public void A_pass_wanted_while_one_runs_starts_when_that_has_ended()
    {
        var running = new PassSchedule().Want().Start(7).Want();

        Assert.Null(running.DueAt);
        Assert.True(running.Finish().IsDue(Now));
    }

    [Fact]
    public void Changes_that_come_together_share_a_pass()
    {
        var gathering = new PassSchedule().WantSoon(Now);

        Assert.False(gathering.IsDue(Now));
        Assert.True(gathering.IsDue(Now + TimeSpan.FromMilliseconds(100)));
        Assert.Null(gathering.Want().Start(1).Finish().DueAt);
    }

    [Fact]
    public void A_finished_pass_covers_what_was_wanted_before_it()
    {
        Assert.Null(new PassSchedule().Want().Want().Start(7).Finish().DueAt);
    }

    [Fact]
    public void Failing_passes_are_repeated_after_pauses_that_double_up_to_a_minute()
    {
        var schedule = new PassSchedule().Want();
        var pauses = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            schedule = schedule.Start(i).Fail(Now, jitter: 0);
            pauses.Add((schedule.DueAt!.Value - Now).TotalSeconds);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
    }

    [Fact]
    public void Repairs_that_are_undone_each_time_are_spaced_out_and_said()
    {
        var (schedule, now) = (new PassSchedule(), Now);
        for (var i = 0; i < 5; i++)
        {
            schedule = schedule.WantRepair(now);
            Assert.True(schedule.IsDue(now));
            schedule = schedule.Start(i).Finish();
            now += TimeSpan.FromSeconds(1);
        }
        Assert.False(schedule.IsContested(now));

        schedule = schedule.WantRepair(now);

        Assert.True(schedule.IsContested(now));
        Assert.False(schedule.IsDue(now));
    }

    [Fact]
    public void However_long_somebody_goes_on_repairs_come_at_most_once_a_minute_and_when_he_stops_that_is_seen()
    {
        var (schedule, now, repairs) = (new PassSchedule(), Now, new List<DateTimeOffset>());
        while (now < Now + TimeSpan.FromHours(1))
        {
            // Undone a moment after it was made.
            schedule = schedule.WantRepair(now, "it was changed");
            now = schedule.DueAt!.Value > now ? schedule.DueAt.Value : now;
            repairs.Add(now);
            schedule = schedule.Start(repairs.Count).Finish();
            now += TimeSpan.FromMilliseconds(100);
        }

        Assert.InRange(repairs.Count, 60, 75);
        Assert.True(schedule.IsContested(now));
        Assert.Equal("it was changed", schedule.Repaired);
        Assert.False(schedule.IsContested(schedule.ContestedUntil!.Value));
        Assert.True(schedule.WantRepair(schedule.ContestedUntil.Value).IsDue(schedule.ContestedUntil.Value));
    }

    [Fact]
    public void A_repair_after_a_quiet_time_starts_at_once()
    {
        var schedule = Enumerable.Range(0, 8).Aggregate(new PassSchedule(), (s, i) => s.WantRepair(Now).Start(i).Finish());

        Assert.True(schedule.WantRepair(Now + TimeSpan.FromMinutes(5)).IsDue(Now + TimeSpan.FromMinutes(5)));
    }
}
