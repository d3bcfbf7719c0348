using System.Collections.Frozen;
using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;

namespace Fleet.Kubernetes.Discovery;

/// <summary>A snapshot of what an API server serves. Replaced by the next discovery, never edited.</summary>
public sealed class ServedApis
{
    private readonly FrozenDictionary<(ResourceKind Kind, string Version), ResourceEndpoint> _byVersion;
    private readonly FrozenDictionary<ResourceKind, ResourceEndpoint> _preferred;

    /// <param name="endpoints">Each group's versions in the order of preference.</param>
    /// <param name="groups">The groups that were looked into; others are unknown rather than absent.</param>
    internal ServedApis(string kubernetesVersion, bool openShiftConfigManaged, IEnumerable<ResourceEndpoint> endpoints, IEnumerable<string> groups)
    {
        KubernetesVersion = kubernetesVersion;
        OpenShiftConfigManaged = openShiftConfigManaged;
        Endpoints = [.. endpoints.DistinctBy(endpoint => (endpoint.Kind, endpoint.Version))];
        Groups = groups.ToFrozenSet(StringComparer.Ordinal);
        _byVersion = Endpoints.ToFrozenDictionary(endpoint => (endpoint.Kind, endpoint.Version));
        _preferred = Endpoints.DistinctBy(endpoint => endpoint.Kind).ToFrozenDictionary(endpoint => endpoint.Kind);
    }

    /// <summary>The server's <c>gitVersion</c>.</summary>
    public string KubernetesVersion { get; }

    /// <summary>The namespace <c>openshift-config-managed</c> exists.</summary>
    public bool OpenShiftConfigManaged { get; }

    internal ImmutableArray<ResourceEndpoint> Endpoints { get; }

    internal FrozenSet<string> Groups { get; }

    /// <summary>The preferred served version of a kind; null when no version is served.</summary>
    public ResourceEndpoint? Resolve(ResourceKind kind) => _preferred.GetValueOrDefault(kind);

    /// <summary>This very version of a kind; null when it is not served.</summary>
    public ResourceEndpoint? Resolve(ResourceKind kind, string version) => _byVersion.GetValueOrDefault((kind, version));

    public ClusterFeatures ToFeatures() => new(
        KubernetesVersion,
        Routes: Resolve(ResourceKind.Route, "v1") is not null,
        ObjectBucketClaims: Resolve(ResourceKind.ObjectBucketClaim, "v1alpha1") is not null,
        Prometheus: OpenShiftConfigManaged
            && Resolve(ResourceKind.ServiceMonitor, "v1") is not null
            && Resolve(ResourceKind.PrometheusRule, "v1") is not null,
        AutoscalingV2: Resolve(ResourceKind.HorizontalPodAutoscaler, "v2") is not null,
        QuayRegistries: Resolve(ResourceKind.QuayRegistry, "v1") is not null,
        OperatorLifecycleManager: Resolve(ResourceKind.ClusterServiceVersion) is not null);
}
