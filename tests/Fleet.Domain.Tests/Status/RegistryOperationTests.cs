using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class RegistryOperationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_as_it_is_meant_to_be_has_none()
    {
        Assert.Null(Of("3.7.11", onTarget: true));
        // Nothing is known of what the fleet only looks at.
        Assert.Null(RegistryOperation.Of(Reading(Summary("3.7.10") with { TargetVersion = "3.7.11", Upgrade = null })));
    }

    [Fact]
    public void An_install_an_upgrade_another_database_and_a_change_are_told_apart()
    {
        Assert.Equal(OperationKind.Install, Of(null)!.Kind);
        Assert.Equal(new RegistryOperation(OperationKind.Upgrade, "3.7.10", "3.7.11", false, null, "july", null), Of("3.7.10", carried: "july/2"));
        Assert.Equal(new RegistryOperation(OperationKind.Migration, "3.7.11", "3.7.11", true, Noon, null, null), Of("3.7.11", isMigrating: true));
        Assert.Equal(OperationKind.Change, Of("3.7.11")!.Kind);
    }

    [Fact]
    public void What_stands_in_the_way_is_said() =>
        Assert.Equal("fenced: another one", RegistryOperation.Of(Reading(Summary("3.7.10") with { Blockers = [new Blocker("fenced", "another one")] }))!.WaitsFor);

    private static RegistryOperation? Of(string? current, bool onTarget = false, bool isMigrating = false, string? carried = null) => RegistryOperation.Of(Reading(Summary(current) with
    {
        Upgrade = new UpgradeObservation(null, onTarget, carried),
        Conditions = isMigrating ? [new Condition(ConditionTypes.ComponentsCreated, Condition.False, ConditionReasons.MigrationsInProgress, "", Noon, Noon)] : [],
    }));

    private static RegistryReading Reading(RegistrySummary summary) => new(summary, Freshness.Live, summary.Blockers, ImmutableSortedDictionary<string, string>.Empty);

    private static RegistrySummary Summary(string? current) => new(
        RegistryKey.Parse("c/n/r"), "uid", ImmutableSortedDictionary<string, string>.Empty, current, "3.7.11", true, false, null, [], [], [], Noon, new UpgradeObservation(null, false));
}
