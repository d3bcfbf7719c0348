using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Watching;

namespace Fleet.Grains.Clusters;

/// <summary>What the fleet watches on a cluster.</summary>
internal static class WatchTargets
{
    private static readonly ResourceKind[] Whole =
    [
        ResourceKind.Deployment, ResourceKind.Job, ResourceKind.PersistentVolumeClaim, ResourceKind.HorizontalPodAutoscaler,
        ResourceKind.Service, ResourceKind.ServiceAccount, ResourceKind.Role, ResourceKind.RoleBinding,
    ];

    private static readonly ResourceKind[] MetadataOnly = [ResourceKind.ConfigMap];

    /// <summary>The kinds of every cluster that has registries, and of the optional APIs it serves.</summary>
    /// <param name="namespaces">The only ones to look at; empty for all.</param>
    public static IEnumerable<WatchTarget> Of(ClusterFeatures features, bool reconciled, IReadOnlyCollection<string> namespaces)
    {
        // Whoever may look at some namespaces only may not look at definitions, which have none.
        if (namespaces.Count == 0) yield return new WatchTarget(ClusterKinds.CustomResourceDefinition, null, null, metadataOnly: true);
        if (!features.QuayRegistries) yield break;
        foreach (var target in Everywhere(features, reconciled))
            if (namespaces.Count == 0) yield return target;
            else
                foreach (var ns in namespaces) yield return new WatchTarget(target.Kind, ns, target.LabelSelector, target.MetadataOnly);
        if (!reconciled) yield break;
        if (features.Routes) yield return new WatchTarget(ResourceKind.Route, ClusterKinds.FleetNamespace, null, metadataOnly: false);
        yield return new WatchTarget(ResourceKind.Lease, ClusterKinds.FleetNamespace, null, metadataOnly: true);
    }

    /// <summary>What the fleet renders of a registry, by its label.</summary>
    public static IEnumerable<WatchTarget> OfRegistries(ClusterFeatures features)
    {
        foreach (var kind in Whole) yield return Rendered(kind, false);
        foreach (var kind in MetadataOnly) yield return Rendered(kind, true);
        if (features.Routes) yield return Rendered(ResourceKind.Route, false);
        if (features.ObjectBucketClaims) yield return Rendered(ResourceKind.ObjectBucketClaim, false);
        if (!features.Prometheus) yield break;
        yield return Rendered(ResourceKind.ServiceMonitor, false);
        yield return Rendered(ResourceKind.PrometheusRule, false);
    }

    private static IEnumerable<WatchTarget> Everywhere(ClusterFeatures features, bool reconciled)
    {
        yield return new WatchTarget(ResourceKind.QuayRegistry, null, null, metadataOnly: false);
        foreach (var target in OfRegistries(features)) yield return target;
        if (!reconciled) yield break;
        // An operator that is installed later has to be seen before it undoes much of what the fleet did.
        yield return new WatchTarget(ResourceKind.Deployment, null, ClusterKinds.OperatorDeployments, metadataOnly: true);
        if (features.OperatorLifecycleManager)
            yield return new WatchTarget(ResourceKind.ClusterServiceVersion, null, ClusterKinds.OriginalVersions, metadataOnly: true);
    }

    /// <summary>
    /// Secrets of a namespace that holds registries: rendered ones and bundles alike, which carry no label of ours. Never their content.
    /// </summary>
    public static WatchTarget SecretsOf(string ns) => new(ResourceKind.Secret, ns, null, metadataOnly: true);

    private static WatchTarget Rendered(ResourceKind kind, bool metadataOnly) => new(kind, null, QuayRegistry.RegistryLabel, metadataOnly);
}
