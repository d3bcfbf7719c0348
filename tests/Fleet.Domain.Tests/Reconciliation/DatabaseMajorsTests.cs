using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class DatabaseMajorsTests
{
    [Theory]
    [InlineData("3.8.15", "3.9.4", "postgres clairpostgres")]
    [InlineData("3.7.11", "3.12.1", "postgres clairpostgres")]
    [InlineData("3.12.1", "3.13.0", "clairpostgres")]
    [InlineData("3.8.1", "3.13.0", "postgres clairpostgres")]
    [InlineData("3.7.11", "3.8.15", "")]
    [InlineData("3.9.0", "3.9.4", "")]
    [InlineData("3.13.0", "3.17.1", "")]
    [InlineData(null, "3.9.4", "")]
    [InlineData("", "3.9.4", "")]
    public void Data_are_not_left_behind_by_an_upgrade(string? running, string version, string databases) => Assert.Equal(
        databases.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"cannot upgrade {running} => {version}: {name} is of another major version of PostgreSQL there"),
        DatabaseMajors.Faults(_ => true, running, version).Select(refusal => refusal.Message.Split(',')[0]));

    [Fact]
    public void A_database_that_the_fleet_does_not_run_and_one_that_nobody_asks_are_no_hindrance()
    {
        Assert.Empty(DatabaseMajors.Faults(kind => kind is not (ComponentKind.Postgres or ComponentKind.ClairPostgres), "3.8.1", "3.9.4"));
        Assert.Empty(DatabaseMajors.Faults(kind => kind is not (ComponentKind.Postgres or ComponentKind.Clair), "3.8.1", "3.9.4"));
    }
}
