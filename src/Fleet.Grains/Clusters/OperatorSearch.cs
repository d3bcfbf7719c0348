using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Discovery;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Clusters;

/// <summary>An in-cluster operator.</summary>
/// <param name="What">What it was told by, for people; null when there is none.</param>
/// <param name="Settings">What it was given; null when it has no Deployment.</param>
/// <param name="Unchecked">Why it could not be looked for; null when it could.</param>
internal sealed record FoundOperator(string? What, InClusterOperator? Settings, KubernetesError? Unchecked = null);

/// <summary>Looks for an in-cluster Quay Operator.</summary>
internal static class OperatorSearch
{
    /// <param name="served">Null to look at Deployments alone: rights to only observe reach no further.</param>
    /// <param name="namespaces">The only ones to look at; empty for all.</param>
    public static async Task<FoundOperator> RunAsync(ClusterSession session, ServedApis? served, ImmutableArray<string> namespaces, CancellationToken cancellation)
    {
        var listed = await session.Api.ListInAsync(ResourceKind.Deployment, namespaces, ClusterKinds.OperatorDeployments, cancellation);
        if (!listed.Succeeded(out var deployments, out var failed)) return new FoundOperator(null, null, failed);
        var running = deployments.FirstOrDefault(deployment => OperatorNames.IsDeployment(NameOf(deployment)));
        var settings = running is null ? null : InClusterOperator.Read(running);
        if (served?.Resolve(ResourceKind.ClusterServiceVersion) is not null)
        {
            var found = await session.Api.ListInAsync(ResourceKind.ClusterServiceVersion, namespaces, ClusterKinds.OriginalVersions, cancellation);
            if (!found.Succeeded(out var versions, out var error)) return new FoundOperator(null, settings, error);
            if (versions.Select(NameOf).FirstOrDefault(OperatorNames.IsClusterServiceVersion) is { } installed) return new FoundOperator($"ClusterServiceVersion {installed}", settings);
        }
        return new FoundOperator(running is null ? null : $"Deployment {NameOf(running)}", settings);
    }

    private static string NameOf(JsonObject item) => item["metadata"]?["name"]?.GetValue<string>() ?? "";
}
