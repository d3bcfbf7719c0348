using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>Keeps <see cref="MonitoringLabels"/> on a registry's namespace.</summary>
internal static class NamespaceLabels
{
    /// <summary>Sets both unless monitoring is on already; null when that worked, else why not.</summary>
    public static async Task<string?> EnsureAsync(ClusterSession session, string ns)
    {
        var key = new ObjectKey(ResourceKind.Namespace, "", ns);
        var answer = await session.Api.GetAsync(key, session.Ended);
        if (!answer.Succeeded(out var found, out var error)) return error.Message;
        return MonitoringLabels.Add(found) is { } patch ? (await session.Api.MergePatchAsync(key, patch, session.Ended)).ErrorOrNull?.Message : null;
    }

    /// <summary>Has the namespace say where its pods go; null when that worked, else why not.</summary>
    public static async Task<string?> PlaceAsync(ClusterSession session, string ns)
    {
        var key = new ObjectKey(ResourceKind.Namespace, "", ns);
        var answer = await session.Api.GetAsync(key, session.Ended);
        if (!answer.Succeeded(out var found, out var error)) return $"{key}: {error.Message}";
        return NodePlacement.Patch(found, session.Facts.Policy) is { } patch && (await session.Api.MergePatchAsync(key, patch, session.Ended)).ErrorOrNull is { } refused
            ? $"{key} cannot be made to say where its pods go: {refused.Message}"
            : null;
    }

    /// <summary>Takes both off if it was the fleet, or an operator before it, that set them.</summary>
    public static async Task<KubernetesError?> RemoveAsync(ClusterSession session, string ns)
    {
        var key = new ObjectKey(ResourceKind.Namespace, "", ns);
        var answer = await session.Api.GetAsync(key, session.Ended);
        if (!answer.Succeeded(out var found, out var error)) return error is KubernetesError.NotFound ? null : error;
        return MonitoringLabels.Remove(found) is { } patch ? (await session.Api.MergePatchAsync(key, patch, session.Ended)).ErrorOrNull : null;
    }
}
