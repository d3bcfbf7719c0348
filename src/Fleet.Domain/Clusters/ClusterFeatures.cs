namespace Fleet.Domain.Clusters;

/// <summary>
/// What discovery found on a cluster. Features are discovered, never assumed: a Kubernetes 1.20 server and a current one both work.
/// </summary>
/// <param name="KubernetesVersion">The server's <c>gitVersion</c>, for example <c>v1.20.2</c>.</param>
/// <param name="Routes"><c>route.openshift.io/v1</c> is served.</param>
/// <param name="ObjectBucketClaims"><c>objectbucket.io/v1alpha1</c> is served.</param>
/// <param name="Prometheus"><c>monitoring.coreos.com/v1</c> serves ServiceMonitor and PrometheusRule, and the namespace
/// <c>openshift-config-managed</c> exists.</param>
/// <param name="AutoscalingV2"><c>autoscaling/v2</c> is served; without it HPAs are sent as <c>autoscaling/v2beta2</c>.</param>
/// <param name="QuayRegistries"><c>quay.redhat.com/v1</c> QuayRegistry is served, that is, the CRD is installed.</param>
/// <param name="OperatorLifecycleManager"><c>operators.coreos.com</c> ClusterServiceVersion is served: operators may be installed by OLM.</param>
public sealed record ClusterFeatures(
    string KubernetesVersion,
    bool Routes,
    bool ObjectBucketClaims,
    bool Prometheus,
    bool AutoscalingV2,
    bool QuayRegistries,
    bool OperatorLifecycleManager = false);
