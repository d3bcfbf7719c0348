using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>The labels that make OpenShift's monitoring look at a registry's namespace, and say that it was not its owner who set them.</summary>
internal static class NamespaceLabels
{
    private const string Monitoring = "openshift.io/cluster-monitoring";
    private const string Managed = "quay-operator/managed-label";

    /// <summary>Sets both unless monitoring is on already; null when that worked, else why not.</summary>
    public static async Task<string?> EnsureAsync(ClusterSession session, string ns)
    {
        var key = new ObjectKey(ResourceKind.Namespace, "", ns);
        var answer = await session.Api.GetAsync(key, session.Ended);
        if (!answer.Succeeded(out var found, out var error)) return error.Message;
        if (Label(found, Monitoring) == "true") return null;
        return (await session.Api.MergePatchAsync(key, Labels("true"), session.Ended)).ErrorOrNull?.Message;
    }

    /// <summary>Takes both off if it was the fleet, or an operator before it, that set them.</summary>
    public static async Task<string?> RemoveAsync(ClusterSession session, string ns)
    {
        var key = new ObjectKey(ResourceKind.Namespace, "", ns);
        var answer = await session.Api.GetAsync(key, session.Ended);
        if (!answer.Succeeded(out var found, out var error)) return error is KubernetesError.NotFound ? null : error.Message;
        if (string.IsNullOrEmpty(Label(found, Managed))) return null;
        return (await session.Api.MergePatchAsync(key, Labels(null), session.Ended)).ErrorOrNull?.Message;
    }

    private static JsonObject Labels(string? value) =>
        new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Monitoring] = value, [Managed] = value } } };

    private static string? Label(JsonObject o, string name) => o["metadata"]?["labels"]?[name]?.GetValue<string>();
}
