using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class StatusEventsTests
{
    [Fact]
    public void A_block_is_a_warning_and_its_end_is_normal()
    {
        var blocked = Status((ConditionTypes.RolloutBlocked, "True", "ConfigInvalid", "no bundle"));
        var free = Status((ConditionTypes.RolloutBlocked, "False", "ComponentsCreationSuccess", "done"));

        Assert.Equal([new StatusEvent("Warning", "ConfigInvalid", "no bundle")], StatusEvents.Between(QuayRegistryStatus.Empty, blocked));
        Assert.Equal([new StatusEvent("Normal", "ComponentsCreationSuccess", "done")], StatusEvents.Between(blocked, free));
    }

    [Fact]
    public void What_was_said_before_is_not_said_again()
    {
        var blocked = Status((ConditionTypes.RolloutBlocked, "True", "ConfigInvalid", "no bundle"));

        Assert.Empty(StatusEvents.Between(blocked, blocked));
        Assert.Single(StatusEvents.Between(blocked, Status((ConditionTypes.RolloutBlocked, "True", "ConfigInvalid", "another cause"))));
    }

    [Fact]
    public void A_migration_is_told_when_it_begins_or_fails_and_not_when_it_ends()
    {
        var running = Status((ConditionTypes.ComponentsCreated, "False", "MigrationsInProgress", "running"));

        Assert.Equal("Normal", Assert.Single(StatusEvents.Between(QuayRegistryStatus.Empty, running)).Type);
        Assert.Single(StatusEvents.Between(running, Status((ConditionTypes.ComponentsCreated, "False", "MigrationsFailed", "failed"))));
        Assert.Empty(StatusEvents.Between(running, Status((ConditionTypes.ComponentsCreated, "True", "ComponentsCreationSuccess", "done"))));
    }

    [Fact]
    public void The_health_of_components_makes_no_events() =>
        Assert.Empty(StatusEvents.Between(QuayRegistryStatus.Empty, Status((ConditionTypes.Available, "True", "HealthChecksPassing", "fine"))));

    private static QuayRegistryStatus Status(params (string Type, string Status, string Reason, string Message)[] conditions) =>
        QuayRegistryStatus.Empty with { Conditions = [.. conditions.Select(c => new Condition(c.Type, c.Status, c.Reason, c.Message))] };
}
