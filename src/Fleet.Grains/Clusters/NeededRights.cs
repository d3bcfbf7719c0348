using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Clusters;

/// <summary>What the fleet has to be allowed to do; deploy/member-cluster/rbac.yaml allows it.</summary>
internal static class NeededRights
{
    /// <param name="namespaces">The only ones to look at; empty for all.</param>
    public static IEnumerable<AccessQuestion> Of(ClusterFeatures features, ClusterMode mode, ImmutableArray<string> namespaces) =>
        from ns in namespaces.IsEmpty ? [""] : namespaces
        from right in Everywhere(features, mode)
        select right with { Namespace = ns };

    private static IEnumerable<AccessQuestion> Everywhere(ClusterFeatures features, ClusterMode mode)
    {
        (string Group, string Resource)[] parts =
        [
            ("", "services"), ("", "serviceaccounts"), ("", "persistentvolumeclaims"), ("", "configmaps"), ("", "secrets"), ("apps", "deployments"), ("batch", "jobs"),
            ("autoscaling", "horizontalpodautoscalers"), ("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "rolebindings"),
            .. features.Routes ? [("route.openshift.io", "routes")] : Array.Empty<(string, string)>(),
            .. features.ObjectBucketClaims ? [("objectbucket.io", "objectbucketclaims")] : Array.Empty<(string, string)>(),
            .. features.Prometheus ? [("monitoring.coreos.com", "servicemonitors"), ("monitoring.coreos.com", "prometheusrules")] : Array.Empty<(string, string)>(),
        ];
        string[] verbs = mode == ClusterMode.Reconcile ? ["list", "watch", "create", "patch", "delete"] : ["list", "watch"];
        foreach (var verb in (string[])["list", "watch"]) yield return new AccessQuestion(verb, "quay.redhat.com", "quayregistries", "");
        foreach (var (group, resource) in parts)
            foreach (var verb in verbs) yield return new AccessQuestion(verb, group, resource, "");
        if (mode != ClusterMode.Reconcile) yield break;
        yield return new AccessQuestion("patch", "quay.redhat.com", "quayregistries", "");
        yield return new AccessQuestion("patch", "quay.redhat.com", "quayregistries", "", "status");
        foreach (var resource in (string[])["configmaps", "secrets"]) yield return new AccessQuestion("get", "", resource, "");
    }
}
