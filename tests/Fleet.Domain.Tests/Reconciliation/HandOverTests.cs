using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class HandOverTests
{
    [Theory]
    [InlineData("""[{"manager":"kubectl","operation":"Update"},{"manager":"quay-fleet","operation":"Apply"}]""", "test 7, replace /metadata/managedFields/1/manager quay-operator")]
    [InlineData("""[{"manager":"quay-fleet","operation":"Update"},{"manager":"quay-fleet","operation":"Apply"}]""", "test 7, replace /metadata/managedFields/1/manager quay-operator, remove /metadata/managedFields/0")]
    [InlineData("""[{"manager":"quay-fleet","operation":"Apply"},{"manager":"quay-operator","operation":"Apply"}]""", "test 7, remove /metadata/managedFields/0")]
    [InlineData("""[{"manager":"quay-fleet","operation":"Apply"},{"manager":"quay-operator","operation":"Update","subresource":"status"}]""", "test 7, replace /metadata/managedFields/0/manager quay-operator")]
    [InlineData("""[{"manager":"quay-fleet","operation":"Update","subresource":"status"},{"manager":"quay-operator","operation":"Apply"}]""", null)]
    [InlineData("""[]""", null)]
    public void The_fleets_applies_become_the_operators_and_what_they_share_is_no_longer_the_fleets(string managedFields, string? operations)
    {
        var o = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = "7", ["managedFields"] = JsonNode.Parse(managedFields) } };

        var patch = HandOver.Patch(o, "quay-fleet");

        Assert.Equal(operations, patch is null ? null : string.Join(", ", patch.Select(Describe)));
    }

    [Fact]
    public void What_would_be_a_lie_once_the_operator_upgrades_is_taken_off_a_registry_and_what_its_owner_set_stays()
    {
        var registry = JsonNode.Parse("""{"metadata":{"annotations":{"quay-fleet/target-version":"3.7.10","quay-fleet/claim":"july/1","quay-fleet/paused":"true","mine":"x"}}}""")!.AsObject();

        Assert.Equal("""{"metadata":{"annotations":{"quay-fleet/target-version":null,"quay-fleet/claim":null}}}""", HandOver.RegistryPatch(registry)!.ToJsonString());
        Assert.Null(HandOver.RegistryPatch(new JsonObject { ["metadata"] = new JsonObject { ["name"] = "r" } }));
    }

    private static string Describe(JsonNode? operation) =>
        (string)operation!["op"]! == "test" ? $"test {operation["value"]}" : string.Join(' ', operation.AsObject().Select(member => (string?)member.Value));
}
