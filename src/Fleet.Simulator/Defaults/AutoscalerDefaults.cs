using System.Text.Json.Nodes;

namespace Fleet.Simulator.Defaults;

internal static class AutoscalerDefaults
{
    public static void Fill(JsonObject obj)
    {
        var spec = obj.Child("spec").Default("minReplicas", 1);
        if (spec["metrics"] is not JsonArray metrics) return;
        // It is stored as autoscaling/v1, which has a field for the CPU's utilisation and keeps other metrics aside; read back, they come first.
        var cpu = metrics.LastOrDefault(IsCpuUtilisation);
        if (cpu is null) return;
        metrics.Remove(cpu);
        metrics.Add(cpu);
    }

    private static bool IsCpuUtilisation(JsonNode? metric) =>
        (string?)metric?["type"] == "Resource"
        && (string?)metric["resource"]?["name"] == "cpu"
        && (metric["resource"]!["target"]?["averageUtilization"] ?? metric["resource"]!["targetAverageUtilization"]) is not null;
}
