using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Fleet.Domain.Clusters;

/// <summary>A taint that pods tolerate.</summary>
/// <param name="Value">Null for any.</param>
public sealed record Toleration(string Key, string? Value, string Effect)
{
    /// <summary>As <c>kubectl taint</c> writes a taint: <c>KEY:EFFECT</c> or <c>KEY=VALUE:EFFECT</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Toleration? toleration)
    {
        toleration = text.Split(':') is [{ Length: > 0 } taint, "NoSchedule" or "PreferNoSchedule" or "NoExecute"] && text.Split(':')[1] is var effect
            ? taint.Split('=', 2) is [{ Length: > 0 } key, var value] ? new Toleration(key, value, effect) : taint.Contains('=', StringComparison.Ordinal) ? null : new Toleration(taint, null, effect)
            : null;
        return toleration is not null && LabelRules.Problem(toleration.Key, toleration.Value ?? "") is null;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["key"] = Key, ["operator"] = Value is null ? "Exists" : "Equal", ["effect"] = Effect };
        if (Value is not null) json["value"] = Value;
        return json;
    }
}

/// <summary>
/// Keeps registries on nodes of their own, as OpenShift does it for every pod of a namespace: by two annotations, which pods get their placement from when
/// they are made. Pods that are there already stay where they are.
/// </summary>
public static class NodePlacement
{
    private const string SelectorAnnotation = "openshift.io/node-selector";
    private const string TolerationsAnnotation = "scheduler.alpha.kubernetes.io/defaultTolerations";

    public static bool IsAsked(ClusterPolicy policy) => policy.NodeSelector is not null || !policy.Tolerations.IsEmpty;

    /// <summary>Merge patch of a namespace; null when it says what the policy asks.</summary>
    public static JsonObject? Patch(JsonObject ns, ClusterPolicy policy)
    {
        var annotations = ns["metadata"]?["annotations"] as JsonObject;
        var wanted = new JsonObject();
        if (policy.NodeSelector is { } selector && (string?)annotations?[SelectorAnnotation] != selector) wanted[SelectorAnnotation] = selector;
        if (!policy.Tolerations.IsEmpty && TolerationsOf(policy) is var tolerations && (string?)annotations?[TolerationsAnnotation] != tolerations) wanted[TolerationsAnnotation] = tolerations;
        return wanted.Count == 0 ? null : new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = wanted } };
    }

    /// <summary>Labels that a node has to have.</summary>
    public static bool TryRead(string selector, out IReadOnlyDictionary<string, string> labels)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        labels = read;
        return selector.Split(',', StringSplitOptions.TrimEntries).All(term =>
            term.Split('=', 2) is [{ Length: > 0 } name, var value] && LabelRules.Problem(name, value) is null && read.TryAdd(name, value));
    }

    private static string TolerationsOf(ClusterPolicy policy) =>
        new JsonArray([.. policy.Tolerations.Select(text => Toleration.TryParse(text, out var toleration) ? (JsonNode?)toleration.ToJson() : null).Where(toleration => toleration is not null)]).ToJsonString();
}
