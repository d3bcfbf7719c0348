using System.Text.Json;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class OperatorFieldsTests
{
    [Theory]
    [InlineData("""[{"manager":"quay-operator","operation":"Apply"},{"manager":"quay-fleet"},{"manager":"quay-operator","operation":"Update"}]""", "/metadata/managedFields/2 /metadata/managedFields/0")]
    [InlineData("""[{"manager":"quay-operator","subresource":"status"},{"manager":"kubectl"}]""", "")]
    [InlineData("""[{"manager":"quay-operator-two"},{"manager":5},null,"text"]""", "")]
    [InlineData("""{}""", "")]
    public void Entries_of_the_operator_are_found_last_first(string managedFields, string pointers)
    {
        using var document = JsonDocument.Parse("{\"metadata\":{\"managedFields\":" + managedFields + "}}");
        Assert.Equal(pointers, string.Join(' ', OperatorFields.EntriesIn(document.RootElement)));
    }
}
