using System.Text.Json.Nodes;

namespace Fleet.Simulator.Defaults;

/// <summary>Times of conditions, which the server writes also when they are not set: as null.</summary>
internal static class ConditionDefaults
{
    private static readonly Dictionary<string, string[]> Times = new()
    {
        ["Deployment"] = ["lastUpdateTime", "lastTransitionTime"],
        ["Job"] = ["lastProbeTime", "lastTransitionTime"],
        ["Pod"] = ["lastProbeTime", "lastTransitionTime"],
        ["PersistentVolumeClaim"] = ["lastProbeTime", "lastTransitionTime"],
        ["HorizontalPodAutoscaler"] = ["lastTransitionTime"],
        ["Namespace"] = ["lastTransitionTime"],
        ["ReplicaSet"] = ["lastTransitionTime"],
        ["StatefulSet"] = ["lastTransitionTime"],
        ["CustomResourceDefinition"] = ["lastTransitionTime"],
    };

    public static void Fill(string kind, JsonObject obj)
    {
        if (!Times.TryGetValue(kind, out var times)) return;
        obj.Within("status", status => status.Each("conditions", condition =>
        {
            foreach (var time in times) if (!condition.ContainsKey(time)) condition[time] = null;
        }));
    }
}
