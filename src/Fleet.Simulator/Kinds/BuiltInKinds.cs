using System.Collections.Immutable;

namespace Fleet.Simulator.Kinds;

/// <summary>What a Kubernetes 1.20 server serves by itself, as far as anybody here asks for it.</summary>
internal static class BuiltInKinds
{
    public const string Namespaces = "namespaces";
    public const string Crds = "customresourcedefinitions.apiextensions.k8s.io";

    public static ImmutableArray<ServedKind> All { get; } =
    [
        Core("Namespace", "namespaces", namespaced: false, status: true),
        Core("Secret", "secrets"),
        Core("ConfigMap", "configmaps"),
        Core("Service", "services", status: true),
        Core("ServiceAccount", "serviceaccounts"),
        Core("PersistentVolumeClaim", "persistentvolumeclaims", status: true),
        Core("PersistentVolume", "persistentvolumes", namespaced: false, status: true),
        Core("Pod", "pods", status: true),
        Core("Event", "events"),
        Core("Node", "nodes", namespaced: false, status: true),
        new("apps", ["v1"], "Deployment", "deployments", true, HasStatus: true, Counts: true, HasScale: true),
        new("apps", ["v1"], "StatefulSet", "statefulsets", true, HasStatus: true, Counts: true, HasScale: true),
        new("apps", ["v1"], "ReplicaSet", "replicasets", true, HasStatus: true, Counts: true, HasScale: true),
        new("batch", ["v1"], "Job", "jobs", true, HasStatus: true),
        new("autoscaling", ["v2beta2"], "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, HasStatus: true),
        new("policy", ["v1beta1"], "PodDisruptionBudget", "poddisruptionbudgets", true, HasStatus: true, Counts: true),
        new("rbac.authorization.k8s.io", ["v1"], "Role", "roles", true),
        new("rbac.authorization.k8s.io", ["v1"], "RoleBinding", "rolebindings", true),
        new("rbac.authorization.k8s.io", ["v1"], "ClusterRole", "clusterroles", false),
        new("rbac.authorization.k8s.io", ["v1"], "ClusterRoleBinding", "clusterrolebindings", false),
        new("coordination.k8s.io", ["v1"], "Lease", "leases", true),
        new("storage.k8s.io", ["v1"], "StorageClass", "storageclasses", false),
        new("apiextensions.k8s.io", ["v1"], "CustomResourceDefinition", "customresourcedefinitions", false, HasStatus: true, Counts: true),
    ];

    private static ServedKind Core(string kind, string plural, bool namespaced = true, bool status = false) =>
        new("", ["v1"], kind, plural, namespaced, HasStatus: status);
}
