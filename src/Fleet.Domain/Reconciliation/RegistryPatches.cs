using System.Text.Json.Nodes;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Reconciliation;

/// <summary>Merge patches of a QuayRegistry's finalizers, of exactly the version read.</summary>
public static class RegistryPatches
{
    /// <summary>Adds the finalizer; null when it is there.</summary>
    public static JsonObject? AddFinalizer(QuayRegistry registry) =>
        registry.Finalizers.Contains(QuayRegistry.Finalizer) ? null : Finalizers(registry, [.. registry.Finalizers, QuayRegistry.Finalizer]);

    public static JsonObject RemoveFinalizer(QuayRegistry registry) =>
        Finalizers(registry, [.. registry.Finalizers.Where(finalizer => finalizer != QuayRegistry.Finalizer)]);

    private static JsonObject Finalizers(QuayRegistry registry, IEnumerable<string> finalizers) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["resourceVersion"] = registry.ResourceVersion,
            ["finalizers"] = new JsonArray([.. finalizers.Select(finalizer => (JsonNode?)JsonValue.Create(finalizer))]),
        },
    };
}
