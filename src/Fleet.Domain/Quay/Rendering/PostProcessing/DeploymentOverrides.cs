using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;

namespace Fleet.Domain.Quay.Rendering.PostProcessing;

/// <summary>A component's overrides on its Deployments [3.7+]. Quay's also reach the config editor.</summary>
internal static class DeploymentOverrides
{
    /// <summary>Labels selectors and watches rely on.</summary>
    private static readonly ImmutableHashSet<string> ReservedLabels = ["quay-component", "app", QuayRegistry.RegistryLabel];

    public static void ApplyToContainers(Workload workload, ComponentOverrides? overrides, Build build)
    {
        workload.UpsertEnv(overrides?.EnvJson);
        // After the user's, so that it cannot be overridden.
        if (workload.Component(build.Minor) == ComponentKind.Quay)
            workload.UpsertEnv(Container.Env("QUAY_VERSION", build.Facts.Release.Version));
        if (overrides?.AffinityJson is { } affinity) workload.PodSpec["affinity"] = JsonNode.Parse(affinity);
    }

    public static void ApplyToMetadata(Workload workload, ComponentOverrides? overrides, Build build)
    {
        if (overrides is null) return;
        foreach (var metadata in (JsonObject[])[workload.Metadata, workload.PodMetadata])
        {
            foreach (var (key, value) in (overrides.Labels ?? ImmutableSortedDictionary<string, string>.Empty).Where(label => !ReservedLabels.Contains(label.Key)))
                metadata.Child("labels")[key] = value;
            foreach (var (key, value) in overrides.Annotations ?? ImmutableSortedDictionary<string, string>.Empty)
                metadata.Child("annotations")[key] = value;
        }
        if (build.AtLeast(3, 11) && overrides.ResourcesJson is { } resources && workload.Containers.FirstOrDefault() is { } first)
            first["resources"] = JsonNode.Parse(resources);
        if (build.AtLeast(3, 17)) workload.SetSecurityContext(overrides.SecurityContextJson);
    }
}
