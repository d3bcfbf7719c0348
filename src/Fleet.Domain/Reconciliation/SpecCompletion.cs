using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Reconciliation;

/// <summary>Writes the completed component list back to the registry, as the Quay Operator does.</summary>
public static class SpecCompletion
{
    /// <summary>Merge patch that stores the completed list; null when the stored one has the same kinds, managed alike.</summary>
    public static JsonObject? Patch(QuayRegistry registry, EffectiveComponents completed)
    {
        // Order and overrides do not count: completing changes neither.
        var stored = registry.Components.Select(component => (component.Kind, component.Managed)).ToHashSet();
        if (registry.Components.Length == completed.Components.Length && completed.Components.All(c => stored.Contains((c.Kind, c.Managed)))) return null;
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = registry.ResourceVersion },
            ["spec"] = new JsonObject
            {
                // Just created, perhaps, and not written yet.
                ["configBundleSecret"] = registry.ConfigBundleSecret,
                ["components"] = new JsonArray([.. completed.Components.Select(Write)]),
            },
        };
    }

    private static JsonObject Write(ComponentSpec component)
    {
        var written = new JsonObject { ["kind"] = component.Kind, ["managed"] = component.Managed };
        if (component.Overrides is { } overrides) written["overrides"] = Write(overrides);
        return written;
    }

    private static JsonObject Write(ComponentOverrides overrides)
    {
        var written = new JsonObject();
        if (overrides.VolumeSize is { } size) written["volumeSize"] = size;
        if (overrides.EnvJson is { } env) written["env"] = JsonNode.Parse(env);
        if (overrides.Replicas is { } replicas) written["replicas"] = replicas;
        if (overrides.AffinityJson is { } affinity) written["affinity"] = JsonNode.Parse(affinity);
        if (overrides.Labels is { } labels) written["labels"] = Write(labels);
        if (overrides.Annotations is { } annotations) written["annotations"] = Write(annotations);
        if (overrides.ResourcesJson is { } resources) written["resources"] = JsonNode.Parse(resources);
        if (overrides.StorageClassName is { } storageClass) written["storageClassName"] = storageClass;
        if (overrides.SecurityContextJson is { } security) written["securityContext"] = JsonNode.Parse(security);
        return written;
    }

    private static JsonObject Write(ImmutableSortedDictionary<string, string> map) =>
        new(map.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value))));
}
