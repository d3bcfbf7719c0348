using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Clusters;

public sealed class OperatorNamesTests
{
    [Theory]
    [InlineData("quay-operator.v3.7.11")]
    [InlineData("project-quay.v3.7.0")]
    public void The_operators_ClusterServiceVersion_is_told_by_its_name(string name) =>
        Assert.True(OperatorNames.AreOf(new ObjectKey(ResourceKind.ClusterServiceVersion, "openshift-operators", name), registry: null));

    [Fact]
    public void The_operators_Deployment_is_told_by_its_name() =>
        Assert.True(OperatorNames.AreOf(new ObjectKey(ResourceKind.Deployment, "openshift-operators", "quay-operator-tng"), registry: null));

    [Fact]
    public void A_registrys_Deployment_is_no_operator_whatever_its_name_begins_with() =>
        Assert.False(OperatorNames.AreOf(new ObjectKey(ResourceKind.Deployment, "quay", "project-quay-quay-app"), registry: "project-quay"));

    [Fact]
    public void Another_products_operator_concerns_nobody()
    {
        Assert.False(OperatorNames.AreOf(new ObjectKey(ResourceKind.ClusterServiceVersion, "operators", "quay-bridge-operator.v3.7.0"), registry: null));
        Assert.False(OperatorNames.AreOf(new ObjectKey(ResourceKind.Service, "operators", "quay-operator-tng"), registry: null));
    }
}
