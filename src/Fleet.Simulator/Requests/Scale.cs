using System.Text.Json.Nodes;

namespace Fleet.Simulator.Requests;

/// <summary>The scale subresource of a workload.</summary>
internal static class Scale
{
    public static JsonObject Of(JsonObject workload)
    {
        var metadata = new JsonObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            if (workload["metadata"]![name] is { } value) metadata[name] = value.DeepClone();
        var labels = (workload["spec"]?["selector"]?["matchLabels"] as JsonObject ?? []).Select(label => $"{label.Key}={(string?)label.Value}");
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = (int?)workload["spec"]?["replicas"] ?? 0 },
            ["status"] = new JsonObject { ["replicas"] = (int?)workload["status"]?["replicas"] ?? 0, ["selector"] = string.Join(',', labels) },
        };
    }
}
