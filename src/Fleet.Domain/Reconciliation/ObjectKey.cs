namespace Fleet.Domain.Reconciliation;

/// <summary>A kind of Kubernetes object without its version: which version is served is the cluster's affair.</summary>
/// <param name="Group">Empty for the core group.</param>
public readonly record struct ResourceKind(string Group, string Kind)
{
    public static readonly ResourceKind QuayRegistry = new("quay.redhat.com", "QuayRegistry");
    public static readonly ResourceKind Deployment = new("apps", "Deployment");
    public static readonly ResourceKind Job = new("batch", "Job");
    public static readonly ResourceKind Service = new("", "Service");
    public static readonly ResourceKind Secret = new("", "Secret");
    public static readonly ResourceKind ConfigMap = new("", "ConfigMap");
    public static readonly ResourceKind ServiceAccount = new("", "ServiceAccount");
    public static readonly ResourceKind PersistentVolumeClaim = new("", "PersistentVolumeClaim");
    public static readonly ResourceKind Namespace = new("", "Namespace");
    public static readonly ResourceKind Event = new("", "Event");
    public static readonly ResourceKind Role = new("rbac.authorization.k8s.io", "Role");
    public static readonly ResourceKind RoleBinding = new("rbac.authorization.k8s.io", "RoleBinding");
    public static readonly ResourceKind HorizontalPodAutoscaler = new("autoscaling", "HorizontalPodAutoscaler");
    public static readonly ResourceKind Route = new("route.openshift.io", "Route");
    public static readonly ResourceKind ObjectBucketClaim = new("objectbucket.io", "ObjectBucketClaim");
    public static readonly ResourceKind ServiceMonitor = new("monitoring.coreos.com", "ServiceMonitor");
    public static readonly ResourceKind PrometheusRule = new("monitoring.coreos.com", "PrometheusRule");
    public static readonly ResourceKind Lease = new("coordination.k8s.io", "Lease");
    public static readonly ResourceKind ClusterServiceVersion = new("operators.coreos.com", "ClusterServiceVersion");

    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}

/// <summary>Identifies one object of a cluster.</summary>
/// <param name="Namespace">Empty for cluster-scoped objects.</param>
public readonly record struct ObjectKey(ResourceKind Kind, string Namespace, string Name)
{
    public override string ToString() => $"{Kind.Kind} {(Namespace.Length == 0 ? "" : Namespace + "/")}{Name}";
}
