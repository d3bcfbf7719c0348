using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;

namespace Fleet.Simulator.Seeding;

/// <summary>Where the API serves the objects that a registry is made of.</summary>
internal static class ObjectPaths
{
    /// <summary>The kinds whose objects belong to a registry, with the version they are read in.</summary>
    public static readonly IReadOnlyList<(ResourceKind Kind, string ApiVersion)> Rendered =
    [
        (ResourceKind.Deployment, "apps/v1"),
        (ResourceKind.Job, "batch/v1"),
        (ResourceKind.PersistentVolumeClaim, "v1"),
        (ResourceKind.HorizontalPodAutoscaler, "autoscaling/v1"),
        (ResourceKind.ConfigMap, "v1"),
        (ResourceKind.Secret, "v1"),
        (ResourceKind.Route, "route.openshift.io/v1"),
        (ResourceKind.ObjectBucketClaim, "objectbucket.io/v1alpha1"),
        (ResourceKind.ServiceMonitor, "monitoring.coreos.com/v1"),
        (ResourceKind.PrometheusRule, "monitoring.coreos.com/v1"),
    ];

    /// <param name="ns">Empty for cluster-scoped kinds.</param>
    public static string Collection(string apiVersion, string kind, string ns)
    {
        var prefix = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
        var plural = kind == ResourceKind.QuayRegistry.Kind ? "quayregistries" : $"{kind.ToLowerInvariant()}s";
        return ns.Length == 0 ? $"{prefix}/{plural}" : $"{prefix}/namespaces/{ns}/{plural}";
    }

    public static string Item(JsonObject body)
    {
        var metadata = body["metadata"]!;
        var collection = Collection((string)body["apiVersion"]!, (string)body["kind"]!, (string?)metadata["namespace"] ?? "");
        return $"{collection}/{(string)metadata["name"]!}";
    }
}
