using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Clusters;

public sealed class InClusterOperatorTests
{
    private const string Deployment = """
        {
          "metadata": {"name": "quay-operator.v3.7.11", "namespace": "operators"},
          "spec": {"template": {
            "metadata": {"annotations": {"quay-version": "3.7.11"}},
            "spec": {"containers": [{"name": "quay-operator", "env": [
              {"name": "MY_POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
              {"name": "QUAY_VERSION", "valueFrom": {"fieldRef": {"fieldPath": "metadata.annotations['quay-version']"}}},
              {"name": "QUAY_DEFAULT_BRANDING", "value": "redhat"},
              {"name": "RELATED_IMAGE_COMPONENT_QUAY", "value": "registry.example.com/quay@sha256:abc"},
              {"name": "RELATED_IMAGE_COMPONENT_POSTGRES", "value": "registry.example.com/postgres:10"},
              {"name": "HTTPS_PROXY", "value": "http://user:password@proxy:3128"},
              {"name": "WATCH_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.annotations['olm.targetNamespaces']"}}}
            ]}]}}}
        }
        """;

    [Fact]
    public void What_an_operator_was_given_is_read_from_its_deployment()
    {
        var read = InClusterOperator.Read(JsonNode.Parse(Deployment)!.AsObject());

        Assert.Equal("3.7.11", read.Version);
        Assert.Equal(new ReleaseImages(Quay: "registry.example.com/quay@sha256:abc", Postgres: "registry.example.com/postgres:10"), read.Images);
        Assert.Equal(new OperatorSettings("operators", RedHatBranding: true, HttpsProxy: "http://user:password@proxy:3128"), read.Settings);
        Assert.DoesNotContain("password", read.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":5,"spec":{"template":{"spec":{"containers":[{"env":[{"name":7},null,{"name":"X","valueFrom":{"fieldRef":{"fieldPath":3}}}]}]}}}}""")]
    public void Whatever_a_deployment_holds_it_is_read(string deployment) =>
        Assert.Equal(new InClusterOperator(null, new ReleaseImages(), new OperatorSettings()), InClusterOperator.Read(JsonNode.Parse(deployment)!.AsObject()));

    [Fact]
    public void Its_images_are_those_of_its_version_and_of_no_other()
    {
        var seen = InClusterOperator.Read(JsonNode.Parse(Deployment)!.AsObject());

        var own = Assert.IsType<VersionChoice.Run>(seen.Apply(Run("3.7.11"), "3.7.11")).Release.Images;
        Assert.Equal(("registry.example.com/quay@sha256:abc", "clair:catalog"), (own.Quay, own.Clair));
        Assert.Equal("quay:catalog", Assert.IsType<VersionChoice.Run>(seen.Apply(Run("3.7.12"), "3.7.11")).Release.Images.Quay);
    }

    [Fact]
    public void A_version_that_no_catalog_has_is_run_where_the_operator_that_deployed_it_was_seen()
    {
        var seen = InClusterOperator.Read(JsonNode.Parse(Deployment)!.AsObject());
        var unknown = new VersionChoice.Leave("3.7.11", new Blocker(BlockerCodes.VersionUnknown, "in no catalog"));

        var release = Assert.IsType<VersionChoice.Run>(seen.Apply(unknown, "3.7.11")).Release;
        Assert.Equal(("3.7.11", "registry.example.com/quay@sha256:abc", DefaultImages.Of(new ReleaseMinor(3, 7)).Redis), (release.Version, release.Images.Quay, release.Images.Redis));
        // That it is to be upgraded to is another matter.
        Assert.Same(unknown, seen.Apply(unknown, "3.6.1"));
    }

    private static VersionChoice.Run Run(string version) =>
        new(new QuayRelease(version, new ReleaseMinor(3, 7), new ReleaseImages(Quay: "quay:catalog", Clair: "clair:catalog")));
}
