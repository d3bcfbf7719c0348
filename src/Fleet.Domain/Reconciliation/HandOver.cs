using System.Text.Json.Nodes;
using Fleet.Domain.Projections;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// Gives what the fleet owns to the in-cluster operator, the reverse of taking it over. The fleet's applies become the operator's own: no value
/// changes, so nothing is rolled, and what the operator sends no more goes with its next apply.
/// </summary>
public static class HandOver
{
    /// <summary>A JSON patch of exactly the version read; null when the fleet owns nothing of the object.</summary>
    /// <param name="obj">Its metadata, at least.</param>
    /// <param name="fleet">The fleet's field manager.</param>
    public static JsonArray? Patch(JsonObject obj, string fleet)
    {
        var metadata = obj["metadata"] as JsonObject;
        if (metadata?["managedFields"] is not JsonArray entries || (string?)metadata["resourceVersion"] is not { } version) return null;
        var ours = entries.Index().Where(entry => IsOf(entry.Item, fleet)).ToList();
        if (ours.Count == 0) return null;
        var patch = new JsonArray(new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = version });
        // One manager has one entry of applies: where the operator has its own, ours only goes.
        var shared = entries.Any(entry => IsOf(entry, ObjectProjection.Operator) && IsApply(entry));
        // Last first, so that removing one moves no other.
        foreach (var (index, entry) in ours.AsEnumerable().Reverse())
            patch.Add(IsApply(entry) && !shared
                ? new JsonObject { ["op"] = "replace", ["path"] = $"/metadata/managedFields/{index}/manager", ["value"] = ObjectProjection.Operator }
                : new JsonObject { ["op"] = "remove", ["path"] = $"/metadata/managedFields/{index}" });
        return patch;
    }

    /// <summary>
    /// Merge patch that takes off what only the fleet reads on a QuayRegistry and what would be a lie once the operator upgrades it; null when there is
    /// nothing of that.
    /// </summary>
    public static JsonObject? RegistryPatch(JsonObject registry)
    {
        if (registry["metadata"]?["annotations"] is not JsonObject annotations) return null;
        var stale = ((string[])[QuayRegistry.TargetVersionAnnotation, QuayRegistry.ClaimAnnotation]).Where(annotations.ContainsKey).ToList();
        return stale.Count == 0 ? null : new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject(stale.Select(name => KeyValuePair.Create(name, (JsonNode?)null))) },
        };
    }

    private static bool IsOf(JsonNode? entry, string manager) => (string?)entry?["manager"] == manager && string.IsNullOrEmpty((string?)entry?["subresource"]);

    private static bool IsApply(JsonNode? entry) => (string?)entry?["operation"] == "Apply";
}
