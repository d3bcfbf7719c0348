using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Discovery;
using Xunit;

namespace Fleet.Kubernetes.Tests.Requests;

public class DiscoveryTests
{
    [Theory]
    [InlineData("autoscaling", "v1", "v1,v2beta1,v2beta2", "v2beta2")]
    [InlineData("autoscaling", "v2", "v2,v1", "v2")]
    [InlineData("policy", "v1beta1", "v1,v1beta1", "v1")]
    [InlineData("apps", "v1", "v1beta1,v1", "v1")]
    [InlineData("quay.redhat.com", null, "v1", "v1")]
    public void The_version_the_fleet_can_use_comes_first(string group, string? preferred, string served, string desired) =>
        Assert.Equal(desired, VersionPreference.Order(group, preferred, served.Split(','))[0]);

    [Fact]
    public void Features_follow_from_what_is_served()
    {
        ResourceEndpoint[] all =
        [
            new(ResourceKind.Route, "v1", "routes", true),
            new(ResourceKind.ServiceMonitor, "v1", "servicemonitors", true),
            new(ResourceKind.PrometheusRule, "v1", "prometheusrules", true),
            new(ResourceKind.QuayRegistry, "v1", "quayregistries", true),
        ];
        Assert.Equal(new("v1", true, false, true, false, true), new ServedApis("v1", true, all, []).ToFeatures());
        Assert.False(new ServedApis("v1", openShiftConfigManaged: false, all, []).ToFeatures().Prometheus);
    }

    [Fact]
    public void Paths_follow_from_group_scope_and_name()
    {
        var route = new ResourceEndpoint(ResourceKind.Route, "v1", "routes", true);
        Assert.Equal("apis/route.openshift.io/v1/routes", route.CollectionPath(null));
        Assert.Equal("apis/route.openshift.io/v1/namespaces/ns/routes/n", route.ObjectPath(new(ResourceKind.Route, "ns", "n")));
        Assert.Equal("api/v1/namespaces/n", new ResourceEndpoint(ResourceKind.Namespace, "v1", "namespaces", false).ObjectPath(new(ResourceKind.Namespace, "", "n")));
        Assert.Throws<ArgumentException>(() => route.ObjectPath(new(ResourceKind.Route, "", "n")));
    }
}
