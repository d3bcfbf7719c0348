using Fleet.Domain.Reconciliation;

namespace Fleet.Grains.Clusters;

/// <summary>Kinds the fleet reads on a cluster beside those it renders.</summary>
internal static class ClusterKinds
{
    public static readonly ResourceKind CustomResourceDefinition = new("apiextensions.k8s.io", "CustomResourceDefinition");

    public static readonly ResourceKind Node = new("", "Node");

    public static readonly ResourceKind StorageClass = new("storage.k8s.io", "StorageClass");

    /// <summary>What OpenShift's installer was given.</summary>
    public static readonly ObjectKey InstalledConfiguration = new(ResourceKind.ConfigMap, "kube-system", "cluster-config-v1");

    /// <summary>The namespace of the fleet's own objects on a member cluster.</summary>
    public const string FleetNamespace = "quay-fleet";

    /// <summary>The Lease that says which fleet writes here.</summary>
    public static readonly ObjectKey Lease = new(ResourceKind.Lease, FleetNamespace, "quay-fleet");

    /// <summary>Selects the Deployments that OLM made for operators.</summary>
    public const string OperatorDeployments = "olm.owner.kind=ClusterServiceVersion";

    /// <summary>Leaves out the copies that OLM puts into every namespace an operator serves: there can be thousands.</summary>
    public const string OriginalVersions = "!olm.copiedFrom";

    /// <summary>A Route made once, to learn the router's domain.</summary>
    public static readonly ObjectKey ProbeRoute = new(ResourceKind.Route, FleetNamespace, "apps-domain-probe");
}
