using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class HostnamesTests
{
    [Theory]
    [InlineData("router-default.apps.example.org", "default", "apps.example.org")]
    [InlineData("apps.example.org", "default", "apps.example.org")]
    [InlineData("router-other.apps.example.org", "default", "router-other.apps.example.org")]
    [InlineData("apps.example.org", null, "apps.example.org")]
    public void A_routers_own_prefix_is_no_part_of_the_domain(string canonical, string? router, string domain) =>
        Assert.Equal(domain, Hostnames.AppsDomain(canonical, router));

    [Fact]
    public void A_registry_gets_a_host_below_the_apps_domain()
    {
        var rendered = Sample.Render(Minors.V37);
        Assert.Equal("harbour-quay-port.apps.example.org", rendered.ServerHostname);
        Assert.Equal("https://harbour-quay-port.apps.example.org", rendered.RegistryEndpoint);
        Assert.Equal("https://harbour-quay-config-editor-port.apps.example.org", rendered.ConfigEditorEndpoint);
        Assert.Equal("harbour-quay-port.apps.example.org", rendered.Object("Route", "quay")["spec"]!["host"]!.GetValue<string>());
    }

    [Fact]
    public void The_users_host_wins()
    {
        var rendered = Sample.Render(Minors.V37, bundle: Sample.Bundle("SERVER_HOSTNAME: quay.example.net:8443"));
        Assert.Equal("https://quay.example.net:8443", rendered.RegistryEndpoint);
        Assert.Equal("quay.example.net:8443", rendered.Config()["SERVER_HOSTNAME"]!.GetValue<string>());
    }

    [Fact]
    public void Without_routes_and_a_users_host_there_is_none()
    {
        var rendered = Sample.Render(Minors.V37, WithoutRoutes, facts: FactsWithoutRoutes(Sample.Facts(Minors.V37)));
        Assert.Equal("", rendered.ServerHostname);
        Assert.Null(rendered.RegistryEndpoint);
        Assert.Equal("", rendered.ConfigEditorEndpoint);
        Assert.Empty(rendered.Secret("clair-config-secret"));
        Assert.False(rendered.Config().ContainsKey("SERVER_HOSTNAME"));
    }

    [Fact]
    public void The_build_managers_port_is_dropped()
    {
        var rendered = Sample.Render(Minors.V37, bundle: Sample.Bundle("BUILDMAN_HOSTNAME: build.example.net:443"));
        Assert.Equal("build.example.net", rendered.Object("Route", "quay-builder")["spec"]!["host"]!.GetValue<string>());
        Assert.Equal("build.example.net", rendered.Object("Service", "quay-app")["metadata"]!["annotations"]!["quay-buildmanager-hostname"]!.GetValue<string>());
    }

    [Fact]
    public void An_empty_host_is_never_sent() => Assert.False(Sample.Render(Minors.V37).Object("Route", "quay-builder")["spec"]!.AsObject().ContainsKey("host"));

    [Fact]
    public void Since_3_10_there_is_no_config_editor()
    {
        var rendered = Sample.Render(new Fleet.Domain.Releases.ReleaseMinor(3, 10));
        Assert.Null(rendered.ConfigEditorEndpoint);
        Assert.Null(rendered.ConfigEditorCredentialsSecret);
    }

    [Theory]
    [InlineData("operators", null, "http://quay-operator.operators.svc.cluster.local:7071")]
    [InlineData("", null, "http://quay-operator:7071")]
    [InlineData("operators", "http://10.0.0.1:7071", "http://10.0.0.1:7071")]
    public void The_operators_endpoint_is_annotated(string ns, string? dev, string endpoint)
    {
        var rendered = Sample.Render(Minors.V37, facts: Sample.Facts(Minors.V37) with { Operator = new OperatorSettings(ns, dev) });
        Assert.Equal(endpoint, rendered.Object("Service", "quay-app")["metadata"]!["annotations"]!["quay-operator-service-endpoint"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("s3.storage.svc", "s3.storage.svc.cluster.local")]
    [InlineData("s3.storage.svc.cluster.local", "s3.storage.svc.cluster.local")]
    [InlineData("s3.example.org", "s3.example.org")]
    public void A_services_name_is_spelled_out(string host, string full) => Assert.Equal(full, new ObjectStorageFacts(true, host).FullHost);

    private static EffectiveComponents WithoutRoutes => Sample.Managed(Minors.V37).Without(ComponentKind.Route, ComponentKind.Tls);

    private static RenderFacts FactsWithoutRoutes(RenderFacts facts) =>
        facts with { Cluster = facts.Cluster with { Features = Sample.Features with { Routes = false } } };
}
