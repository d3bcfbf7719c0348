using Fleet.Domain.Reconciliation;
using Fleet.Domain.Tests.Status;
using Xunit;
using static Fleet.Domain.Reconciliation.MigrationJob.Action;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class MigrationJobTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly MigrationKey Due = MigrationKey.Of("3.7.11", "postgresql://u:p@h/d", "secret");

    [Fact]
    public void No_job_is_made() => Assert.IsType<Create>(Decide(null));

    [Fact]
    public void The_same_migration_is_not_run_twice()
    {
        Assert.IsType<Done>(Decide(Job(Due, succeeded: 1)));
        Assert.IsType<Follow>(Decide(Job(Due, active: 1)));
        // Its pod is not counted yet.
        Assert.IsType<Follow>(Decide(Job(Due)));
    }

    [Fact]
    public void The_job_of_another_version_database_or_fleet_is_replaced_when_it_has_ended()
    {
        Assert.IsType<Replace>(Decide(Job(Due with { Version = "3.7.10" }, succeeded: 1)));
        Assert.IsType<Replace>(Decide(Job(MigrationKey.Of("3.7.11", "postgresql://u:p@other/d", "secret"), succeeded: 1)));
        Assert.IsType<Replace>(Decide(Job(null, succeeded: 1)));
        Assert.IsType<Replace>(Decide(Job(Due with { Version = "3.7.10" }, failure: "backoff")));
    }

    [Fact]
    public void The_job_of_another_version_is_not_killed_while_it_runs()
    {
        var waiting = Assert.IsType<Await>(Decide(Job(Due with { Version = "3.7.10" }, active: 1)));
        Assert.Contains("3.7.10", waiting.Why, StringComparison.Ordinal);
        Assert.Null(waiting.Until);
        Assert.IsType<Await>(Decide(Job(null, active: 1)));
    }

    [Fact]
    public void A_job_that_is_going_away_is_waited_for() =>
        Assert.IsType<Await>(Decide(Job(Due, succeeded: 1) with { Deleting = true }));

    [Fact]
    public void A_failed_job_is_tried_again_after_a_pause_or_at_once_with_a_corrected_bundle()
    {
        var failed = Job(Due, failure: "backoff", ended: Now - TimeSpan.FromSeconds(20));

        Assert.Equal(Now + TimeSpan.FromSeconds(40), Assert.IsType<Await>(Decide(failed)).Until);
        Assert.IsType<Replace>(MigrationJob.Decide(Due, "inputs", failed, Now + TimeSpan.FromSeconds(40)));
        Assert.IsType<Replace>(MigrationJob.Decide(Due, "corrected", failed, Now));
    }

    [Fact]
    public void The_key_survives_being_written_and_tells_nothing_of_the_uri()
    {
        Assert.True(MigrationKey.TryParse(Due.ToString(), out var read));
        Assert.Equal(Due, read);
        Assert.NotEqual(Due, MigrationKey.Of("3.7.11", "postgresql://u:p@h/d", "another secret"));
        Assert.DoesNotContain("u:p", Due.ToString(), StringComparison.Ordinal);
        Assert.All((string?[])[null, "", "3.7.11", "/", "3.7.11/", "/x", "a/b/c"], text => Assert.False(MigrationKey.TryParse(text, out _)));
    }

    private static MigrationJob.Action Decide(ObservedObject? job) => MigrationJob.Decide(Due, "inputs", job, Now);

    private static ObservedObject Job(MigrationKey? key, int active = 0, int succeeded = 0, string? failure = null, DateTimeOffset? ended = null) =>
        Sample.Job() with { Facts = new JobFacts(active, succeeded, 0, failure, key, "inputs", Now - TimeSpan.FromMinutes(1), ended) };
}
