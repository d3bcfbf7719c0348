using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Components;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public sealed class GrafanaDashboardTests
{
    [Fact]
    public void A_rendered_dashboard_is_of_its_registry_and_of_no_other()
    {
        foreach (var minor in Minors.All.Where(minor => minor.AtLeast(3, 5)))
        {
            var rendered = Sample.Render(minor).Object("ConfigMap", "grafana-dashboard-quay").AsObject();
            Assert.True(GrafanaDashboard.IsOf(rendered, "port", "harbour"));
            Assert.False(GrafanaDashboard.IsOf(rendered, "portal", "harbour"));
            Assert.False(GrafanaDashboard.IsOf(rendered, "port", "harbours"));
        }
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":{"quay.json":""}}""")]
    [InlineData("""{"data":{"quay.json":"{"}}""")]
    [InlineData("""{"data":{"quay.json":"[]"}}""")]
    [InlineData("""{"data":{"quay.json":"{\"title\":7}"}}""")]
    public void What_is_no_dashboard_of_ours_is_of_nobody(string configMap) =>
        Assert.False(GrafanaDashboard.IsOf(JsonNode.Parse(configMap)!.AsObject(), "ns", "name"));
}
