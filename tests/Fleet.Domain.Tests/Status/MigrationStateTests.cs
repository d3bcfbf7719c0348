using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class MigrationStateTests
{
    [Fact]
    public void No_job_is_missing() => AssertState(MigrationState.Decide(null), "False", "MigrationsJobMissing", "upgrade job not found");

    [Fact]
    public void An_active_job_is_running() =>
        AssertState(MigrationState.Decide(Sample.Job(active: 1)), "False", "MigrationsInProgress", "running database migrations");

    [Fact]
    public void A_succeeded_job_ends_the_migration() =>
        AssertState(
            MigrationState.Decide(Sample.Job(succeeded: 1)), "True", "ComponentsCreationSuccess", "All registry components created");

    [Theory]
    [InlineData("Job has reached the specified backoff limit", "Job has reached the specified backoff limit")]
    [InlineData("", "failed to run migrations")]
    public void A_failed_job_says_why(string message, string text) =>
        AssertState(MigrationState.Decide(Sample.Job(failed: 7, message: message)), "False", "MigrationsFailed", text);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_job_whose_pod_is_not_counted_is_still_running(int failed) =>
        Assert.IsType<MigrationState.Running>(MigrationState.Decide(Sample.Job(failed: failed)));

    [Fact]
    public void A_job_that_is_being_replaced_does_not_count()
    {
        var old = Sample.Job(succeeded: 1);
        Assert.IsType<MigrationState.Running>(MigrationState.Decide(old, replacedUid: old.Uid));
        Assert.IsType<MigrationState.Running>(MigrationState.Decide(old with { Deleting = true }));
        Assert.IsType<MigrationState.Succeeded>(MigrationState.Decide(old, replacedUid: "another"));
    }

    private static void AssertState(MigrationState state, string status, string reason, string message)
    {
        var condition = state.ToCondition();
        Assert.Equal(
            ("ComponentsCreated", status, reason, message), (condition.Type, condition.Status, condition.Reason, condition.Message));
    }
}
