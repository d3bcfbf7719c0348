using Fleet.Kubernetes.Requests;
using Xunit;

namespace Fleet.Kubernetes.Tests.Requests;

public sealed class KubernetesTracesTests
{
    [Theory]
    [InlineData("/api/v1/namespaces", "namespaces")]
    [InlineData("/api/v1/namespaces/quay", "namespaces")]
    [InlineData("/api/v1/namespaces/quay/secrets?limit=500", "secrets")]
    [InlineData("api/v1/namespaces/quay/secrets/bundle", "secrets")]
    [InlineData("/apis/quay.redhat.com/v1/namespaces/quay/quayregistries/one/status?fieldManager=quay-fleet", "quayregistries/status")]
    [InlineData("/apis/apps/v1/deployments?watch=true", "deployments")]
    [InlineData("/apis/apps/v1", "/apis/apps/v1")]
    [InlineData("/version", "/version")]
    public void A_span_is_named_for_the_resource_and_never_for_an_object(string path, string resource) =>
        Assert.Equal(resource, KubernetesTraces.ResourceOf(path));
}
