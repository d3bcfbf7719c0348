using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Xunit;

namespace Fleet.Domain.Tests.Clusters;

public sealed class LeaseRulesTests
{
    [Fact]
    public void A_free_cluster_may_be_written_to() => Assert.Null(LeaseRules.Judge(new LeaseHolder(null, 0, null), new LeaseHolder("us", 1, "mine"), takeOver: false));

    [Fact]
    public void Our_own_lease_may_be_claimed_again() => Assert.Null(LeaseRules.Judge(new LeaseHolder("us", 3, null), new LeaseHolder("us", 4, "mine"), takeOver: false));

    [Fact]
    public void Another_fleet_keeps_us_out_until_we_take_over()
    {
        Assert.Equal("fenced", LeaseRules.Judge(new LeaseHolder("them", 1, null), new LeaseHolder("us", 9, "mine"), takeOver: false)?.Code);
        Assert.Null(LeaseRules.Judge(new LeaseHolder("them", 1, null), new LeaseHolder("us", 9, "mine"), takeOver: true));
    }

    [Fact]
    public void A_lease_ahead_of_our_database_tells_of_a_restored_backup() =>
        Assert.Contains("older than", LeaseRules.Judge(new LeaseHolder("us", 9, null), new LeaseHolder("us", 4, "mine"), takeOver: false)!.Message, StringComparison.Ordinal);

    [Fact]
    public void Two_that_count_on_from_the_same_backup_are_told_apart()
    {
        Assert.Equal("fenced", LeaseRules.Judge(new LeaseHolder("us", 4, "the other's"), new LeaseHolder("us", 4, "mine"), takeOver: false)?.Code);
        Assert.Null(LeaseRules.Judge(new LeaseHolder("us", 4, "mine"), new LeaseHolder("us", 4, "mine"), takeOver: false));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"spec":{"holderIdentity":7,"leaseTransitions":"x"}}""")]
    public void A_lease_with_fields_of_a_wrong_type_counts_as_free(string json) =>
        Assert.Equal(new LeaseHolder(null, 0, null), LeaseHolder.Read(JsonNode.Parse(json)!.AsObject()));
}
