using System.Collections.Immutable;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Xunit;

namespace Fleet.Domain.Tests.Access;

public sealed class AccessRuleTests
{
    private static readonly ImmutableArray<Grant> ViewerAndCanaryOperator = [Grant(Role.Viewer, ""), Grant(Role.Operator, "ring=canary")];

    [Fact]
    public void A_role_in_a_part_of_the_fleet_writes_there_and_reads_where_another_lets_it()
    {
        Assert.IsType<AccessDecision.Allowed>(AccessRule.OnCluster(ViewerAndCanaryOperator, Role.Operator, Ring("canary")));
        Assert.IsType<AccessDecision.Denied>(AccessRule.OnCluster(ViewerAndCanaryOperator, Role.Operator, Ring("prod")));
        Assert.IsType<AccessDecision.Allowed>(AccessRule.OnCluster(ViewerAndCanaryOperator, Role.Viewer, Ring("prod")));
        Assert.IsType<AccessDecision.Denied>(AccessRule.OnFleet(ViewerAndCanaryOperator, Role.Operator));
    }

    [Fact]
    public void A_cluster_out_of_scope_and_one_that_does_not_exist_are_answered_alike()
    {
        foreach (var role in Enum.GetValues<Role>())
            foreach (var required in Enum.GetValues<Role>())
                Assert.Equal(
                    AccessRule.OnCluster([Grant(role, "ring=canary")], required, null),
                    AccessRule.OnCluster([Grant(role, "ring=canary")], required, Ring("prod")));
    }

    [Fact]
    public void An_approver_is_no_operator_and_an_operator_no_approver()
    {
        Assert.False(Role.Approver.Covers(Role.Operator));
        Assert.False(Role.Operator.Covers(Role.Approver));
        Assert.All(Enum.GetValues<Role>(), role => Assert.True(Role.Admin.Covers(role) && role.Covers(Role.Viewer)));
    }

    [Fact]
    public void Without_a_grant_nothing_is_allowed_or_seen()
    {
        Assert.IsType<AccessDecision.Denied>(AccessRule.Somewhere([], Role.Viewer));
        Assert.IsType<AccessDecision.Denied>(AccessRule.OnFleet([], Role.Viewer));
        Assert.False(AccessRule.Sees([], Ring("canary")));
    }

    private static Func<string, string?> Ring(string ring) => label => label == "ring" ? ring : null;

    private static Grant Grant(Role role, string selector) =>
        LabelSelector.TryParse(selector, out var clusters, out var problem) ? new Grant(role, clusters) : throw new InvalidOperationException(problem);
}
