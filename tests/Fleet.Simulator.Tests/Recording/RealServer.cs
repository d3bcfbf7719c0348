using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>A real kube-apiserver without controllers: nothing but requests changes its objects.</summary>
public sealed class RealServer : ApiServer
{
    public async Task<IReadOnlyList<JsonObject>> DefinitionsAsync() =>
        [.. (await Admin.GetAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions"))["items"]!.AsArray().Select(crd => (JsonObject)crd!.DeepClone())];

    /// <summary>The kinds a registry is made of beyond Kubernetes' own.</summary>
    public async Task InstallOpenShiftAsync()
    {
        await InstallCrdAsync("route.openshift.io", "Route", "routes");
        await InstallCrdAsync("objectbucket.io", "ObjectBucketClaim", "objectbucketclaims", "v1alpha1");
        await InstallCrdAsync("monitoring.coreos.com", "ServiceMonitor", "servicemonitors");
        await InstallCrdAsync("monitoring.coreos.com", "PrometheusRule", "prometheusrules");
    }
}
