using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class MigrationRecordTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly MigrationKey Key = MigrationKey.Of("3.7.12", "postgresql://a", "k");
    private static readonly ReleaseCatalog Catalog = new([new Release(ReleaseVersion.Parse("3.7.12"), SchemaRevision: "abc")], [], null);

    [Fact]
    public void A_migration_that_ended_is_recorded_with_its_schema_and_how_long_it_took()
    {
        var succeeded = MigrationRecord.Of(Job("1", new JobFacts(0, 1, 0, null, Key, null, Noon, Noon.AddSeconds(90))), Catalog);
        Assert.Equal(new MigrationRecord("1", "3.7.12", "abc", MigrationOutcome.Succeeded, Noon.AddSeconds(90), TimeSpan.FromSeconds(90), ""), succeeded);
        var failed = MigrationRecord.Of(Job("2", new JobFacts(0, 0, 1, "no such table", Key)), ReleaseCatalog.Empty);
        Assert.Equal(new MigrationRecord("2", "3.7.12", null, MigrationOutcome.Failed, null, null, "no such table"), failed);
    }

    [Fact]
    public void One_that_runs_or_is_not_ours_is_not_recorded()
    {
        Assert.Null(MigrationRecord.Of(null, Catalog));
        Assert.Null(MigrationRecord.Of(Job("1", new JobFacts(1, 0, 0, null, Key)), Catalog));
        Assert.Null(MigrationRecord.Of(Job("1", new JobFacts(0, 1, 0, null)), Catalog));
    }

    [Fact]
    public void Each_Job_is_recorded_once_and_the_oldest_are_forgotten()
    {
        ImmutableArray<MigrationRecord> history = [];
        for (var job = 0; job < 50; job++)
        {
            var record = MigrationRecord.Of(Job($"{job}", new JobFacts(0, 1, 0, null, Key)), Catalog);
            history = history.With(record).With(record).With(null);
        }
        Assert.Equal(Enumerable.Range(30, 20).Select(job => $"{job}"), history.Select(record => record.Job));
    }

    private static ObservedObject Job(string uid, JobFacts facts) => new(
        new ObjectKey(ResourceKind.Job, "ns", "r-quay-app-upgrade"), uid, "1", 1, null, false, [], "r", null, facts);
}
