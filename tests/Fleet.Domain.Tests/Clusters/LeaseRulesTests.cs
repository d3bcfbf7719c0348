using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Xunit;

namespace Fleet.Domain.Tests.Clusters;

public sealed class LeaseRulesTests
{
    [Fact]
    public void A_free_cluster_may_be_written_to() => Assert.Null(LeaseRules.Judge(new LeaseHolder(null, 0), "us", 1, takeOver: false));

    [Fact]
    public void Our_own_lease_may_be_claimed_again() => Assert.Null(LeaseRules.Judge(new LeaseHolder("us", 3), "us", 4, takeOver: false));

    [Fact]
    public void Another_fleet_keeps_us_out_until_we_take_over()
    {
        Assert.Equal("fenced", LeaseRules.Judge(new LeaseHolder("them", 1), "us", 9, takeOver: false)?.Code);
        Assert.Null(LeaseRules.Judge(new LeaseHolder("them", 1), "us", 9, takeOver: true));
    }

    [Fact]
    public void A_lease_ahead_of_our_database_tells_of_a_restored_backup() =>
        Assert.Contains("older than", LeaseRules.Judge(new LeaseHolder("us", 9), "us", 4, takeOver: false)!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"spec":{"holderIdentity":7,"leaseTransitions":"x"}}""")]
    public void A_lease_with_fields_of_a_wrong_type_counts_as_free(string json) =>
        Assert.Equal(new LeaseHolder(null, 0), LeaseHolder.Read(JsonNode.Parse(json)!.AsObject()));
}
