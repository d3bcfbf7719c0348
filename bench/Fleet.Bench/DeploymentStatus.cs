using System.Text.Json.Nodes;

namespace Fleet.Bench;

/// <summary>What a Deployment controller would write.</summary>
internal static class DeploymentStatus
{
    /// <param name="available">All pods are, or none.</param>
    public static JsonObject With(JsonObject current, bool available)
    {
        var ready = available ? (int)current["replicas"]! : 0;
        var conditions = current["conditions"]!.DeepClone().AsArray();
        conditions.First(condition => (string?)condition!["type"] == "Available")!["status"] = available ? "True" : "False";
        return new JsonObject
        {
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["unavailableReplicas"] = (int)current["replicas"]! - ready,
            ["conditions"] = conditions,
        };
    }
}
