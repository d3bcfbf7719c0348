using System.Text.Json.Nodes;

namespace Fleet.Domain.Quay.Editing;

/// <summary>A QuayRegistry as people write it: what of it is applied, and what of a stored one they see.</summary>
public static class RegistryManifest
{
    /// <summary>Decided elsewhere, by people with another role: an edit carries them over as they are.</summary>
    internal static readonly string[] Decisions =
        [QuayRegistry.TargetVersionAnnotation, QuayRegistry.ChannelAnnotation, QuayRegistry.ApprovalAnnotation, QuayRegistry.ClaimAnnotation];

    private static readonly string[] Metadata = ["name", "namespace", "uid", "resourceVersion", "labels", "annotations"];

    /// <summary>What can be edited of a stored object, and which version of it that is.</summary>
    public static JsonObject Shown(JsonObject stored) => Shown(stored, masked: true);

    internal static JsonObject Shown(JsonObject stored, bool masked)
    {
        var metadata = new JsonObject();
        foreach (var name in Metadata)
            if (stored["metadata"]?[name] is { } value)
                metadata[name] = value.DeepClone();
        (metadata["annotations"] as JsonObject)?.Remove(HiddenValues.LastApplied);
        var shown = new JsonObject { ["apiVersion"] = QuayRegistry.ApiVersion, ["kind"] = QuayRegistry.Kind, ["metadata"] = metadata };
        if (stored["spec"] is { } spec) shown["spec"] = masked ? HiddenValues.Masked(spec) : spec.DeepClone();
        return shown;
    }

    /// <summary>What is applied for a manifest that <see cref="ManifestCheck"/> found nothing wrong with.</summary>
    /// <param name="current">The object that is edited, whose version is made a precondition; null when one is created.</param>
    public static JsonObject ToApply(JsonObject manifest, RegistryKey key, JsonObject? current)
    {
        var metadata = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace };
        if (manifest["metadata"]?["labels"] is { } labels) metadata["labels"] = labels.DeepClone();
        var annotations = manifest["metadata"]?["annotations"]?.DeepClone() as JsonObject ?? [];
        annotations.Remove(HiddenValues.LastApplied);
        if (current is not null)
        {
            (metadata["uid"], metadata["resourceVersion"]) = (current["metadata"]?["uid"]?.DeepClone(), current["metadata"]?["resourceVersion"]?.DeepClone());
            foreach (var decision in Decisions)
            {
                annotations.Remove(decision);
                if (current["metadata"]?["annotations"]?[decision] is { } decided) annotations[decision] = decided.DeepClone();
            }
        }
        if (annotations.Count > 0) metadata["annotations"] = annotations;
        return new JsonObject
        {
            ["apiVersion"] = QuayRegistry.ApiVersion,
            ["kind"] = QuayRegistry.Kind,
            ["metadata"] = metadata,
            ["spec"] = manifest["spec"]?.DeepClone() ?? new JsonObject(),
        };
    }
}
