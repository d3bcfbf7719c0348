using System.Collections.Immutable;
using System.Text.Json;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Discovery;

/// <summary>Asks an API server what it serves, group by group: only the groups the fleet uses, of the hundred an OpenShift has.</summary>
internal sealed class DiscoveryRequests(RequestSender sender)
{
    public static readonly ImmutableHashSet<string> UsedGroups =
    [
        "",
        ResourceKind.QuayRegistry.Group,
        ResourceKind.Deployment.Group,
        ResourceKind.Job.Group,
        ResourceKind.Role.Group,
        ResourceKind.HorizontalPodAutoscaler.Group,
        ResourceKind.Route.Group,
        ResourceKind.ObjectBucketClaim.Group,
        ResourceKind.ServiceMonitor.Group,
        ResourceKind.Lease.Group,
        ResourceKind.ClusterServiceVersion.Group,
        "apiextensions.k8s.io",
    ];

    public async Task<KubernetesResult<ServedApis>> DiscoverAsync(ImmutableHashSet<string> groups, CancellationToken cancellation)
    {
        var version = await ReadAsync("version", DiscoveryReading.GitVersion, cancellation);
        if (!version.Succeeded(out var gitVersion, out var versionError)) return versionError;
        var list = await ReadAsync("apis", body => DiscoveryReading.Groups(body).ToList(), cancellation);
        if (!list.Succeeded(out var served, out var listError)) return listError;

        var pages = served
            .Where(group => groups.Contains(group.Group))
            .SelectMany(group => group.Versions.Select(v => (group.Group, Version: v)))
            .Prepend((Group: "", Version: "v1"));
        var answers = await Task.WhenAll(pages.Select(page => ResourcesAsync(page.Group, page.Version, cancellation)));
        var endpoints = new List<ResourceEndpoint>();
        foreach (var answer in answers)
        {
            // A listed group that cannot answer (an aggregated API that is down, as OpenShift's Routes are) must not look like an absent
            // feature: its objects would be pruned.
            if (!answer.Succeeded(out var resources, out var error)) return error;
            endpoints.AddRange(resources);
        }

        var openShift = await OpenShiftConfigManagedAsync(cancellation);
        return openShift.Map(exists => new ServedApis(gitVersion, exists, endpoints, groups));
    }

    private async Task<KubernetesResult<List<ResourceEndpoint>>> ResourcesAsync(string group, string version, CancellationToken cancellation)
    {
        var path = group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";
        var result = await ReadAsync(path, body => DiscoveryReading.Resources(group, version, body).ToList(), cancellation);
        // Its last CRD went between the two requests.
        return result.ErrorOrNull is KubernetesError.NotServed ? new KubernetesResult<List<ResourceEndpoint>>.Ok([]) : result;
    }

    private async Task<KubernetesResult<bool>> OpenShiftConfigManagedAsync(CancellationToken cancellation)
    {
        var request = new ApiRequest("discover", HttpMethod.Get, "api/v1/namespaces/openshift-config-managed") { Accept = ApiRequest.MetadataOnly };
        var result = await sender.SendAsync(request, cancellation);
        return result.ErrorOrNull switch
        {
            null => new KubernetesResult<bool>.Ok(true),
            // Who may not see the namespace could not write its dashboard there either.
            KubernetesError.NotFound or KubernetesError.Forbidden => new KubernetesResult<bool>.Ok(false),
            var error => error,
        };
    }

    private async Task<KubernetesResult<T>> ReadAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        var result = await sender.SendAsync(new ApiRequest("discover", HttpMethod.Get, path), cancellation);
        return result.Then(body => JsonReading.Read<T>(body, element => new KubernetesResult<T>.Ok(read(element))));
    }
}
