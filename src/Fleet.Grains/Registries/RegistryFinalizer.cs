using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>
/// The finalizer on a QuayRegistry, and what has to be cleaned before it goes: what lies in other namespaces, where owner references do not
/// reach. Everything else is the garbage collector's.
/// </summary>
internal static class RegistryFinalizer
{
    private const string DashboardNamespace = "openshift-config-managed";

    /// <summary>Cleans up and takes the finalizer off; null when that worked, else why not.</summary>
    public static async Task<string?> ClearAsync(ClusterSession session, RegistryKey key, QuayRegistry registry)
    {
        if (!registry.Finalizers.Contains(QuayRegistry.Finalizer)) return null;
        var others = await session.Api.ListAsync(ResourceKind.QuayRegistry, key.Namespace, null, session.Ended);
        if (!others.Succeeded(out var registries, out var unlisted)) return unlisted.Message;
        if (registries.Length <= 1 && await NamespaceLabels.RemoveAsync(session, key.Namespace) is { } unlabelled) return unlabelled;

        var dashboard = new ObjectKey(ResourceKind.ConfigMap, DashboardNamespace, $"{key.Name}-grafana-dashboard-quay");
        if ((await session.Api.DeleteAsync(dashboard, DeleteOptions.Default, session.Ended)).ErrorOrNull is { } undeleted and not KubernetesError.NotFound)
            return $"{dashboard}: {undeleted.Message}";

        var patch = RegistryPatches.RemoveFinalizer(registry);
        var answer = await session.Api.MergePatchAsync(new ObjectKey(ResourceKind.QuayRegistry, key.Namespace, key.Name), patch, session.Ended);
        return answer.ErrorOrNull is { } error and not KubernetesError.NotFound ? error.Message : null;
    }
}
