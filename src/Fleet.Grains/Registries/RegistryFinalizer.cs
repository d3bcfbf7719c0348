using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Components;
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
    /// <summary>Cleans up and takes the finalizer off. What the fleet may not take away keeps no registry from going.</summary>
    /// <returns>Why that did not work, null when it did; and what had to stay, null for nothing.</returns>
    public static async Task<(string? Problem, string? Left)> ClearAsync(ClusterSession session, RegistryKey key, QuayRegistry registry)
    {
        if (!registry.Finalizers.Contains(QuayRegistry.Finalizer)) return default;
        var left = new List<string>();
        // Where only some namespaces may be looked at, nothing was put into others.
        if (session.Facts.Policy.Namespaces.IsEmpty)
            foreach (var cleaning in (Func<ClusterSession, RegistryKey, Task<KubernetesError?>>[])[RemoveLabelsAsync, RemoveDashboardAsync])
                switch (await cleaning(session, key))
                {
                    case null:
                        break;
                    case KubernetesError.Forbidden forbidden:
                        left.Add(forbidden.Message);
                        break;
                    case var error:
                        return (error.Message, null);
                }
        var patch = RegistryPatches.RemoveFinalizer(registry);
        var answer = await session.Api.MergePatchAsync(new ObjectKey(ResourceKind.QuayRegistry, key.Namespace, key.Name), patch, session.Ended);
        return (answer.ErrorOrNull is { } refused and not KubernetesError.NotFound ? refused.Message : null, left.Count == 0 ? null : string.Join("; ", left));
    }

    private static async Task<KubernetesError?> RemoveLabelsAsync(ClusterSession session, RegistryKey key)
    {
        var others = await session.Api.ListAsync(ResourceKind.QuayRegistry, key.Namespace, null, session.Ended);
        if (!others.Succeeded(out var registries, out var unlisted)) return unlisted;
        return registries.Length <= 1 ? await NamespaceLabels.RemoveAsync(session, key.Namespace) : null;
    }

    private static async Task<KubernetesError?> RemoveDashboardAsync(ClusterSession session, RegistryKey key)
    {
        var dashboard = new ObjectKey(ResourceKind.ConfigMap, GrafanaDashboard.Namespace, $"{key.Name}-grafana-dashboard-quay");
        var stored = await session.Api.GetAsync(dashboard, session.Ended);
        if (!stored.Succeeded(out var found, out var unread)) return unread is KubernetesError.NotFound ? null : unread;
        if (!GrafanaDashboard.IsOf(found, key.Namespace, key.Name)) return null;
        // Written by a registry of the same name meanwhile, it is that one's, and the next attempt sees it.
        var read = new DeleteOptions((string?)found["metadata"]?["uid"], (string?)found["metadata"]?["resourceVersion"]);
        var deleted = await session.Api.DeleteAsync(dashboard, read, session.Ended);
        return deleted.ErrorOrNull is { } error and not KubernetesError.NotFound ? error : null;
    }
}
