using System.Text.Json.Nodes;

namespace Fleet.Simulator.Defaults;

internal static class ServiceDefaults
{
    public static void Fill(JsonObject obj)
    {
        var spec = obj.Child("spec").Default("sessionAffinity", "None").Default("type", "ClusterIP");
        if ((string?)spec["sessionAffinity"] == "ClientIP")
            spec.Child("sessionAffinityConfig").Child("clientIP").Default("timeoutSeconds", 10800);
        spec.Each("ports", port =>
        {
            port.Default("protocol", "TCP");
            // Zero is how the server reads a target that is not set.
            if (IsUnset(port["targetPort"])) port["targetPort"] = port["port"]!.DeepClone();
        });
    }

    /// <exception cref="NotSupportedException">A type that needs ports of the nodes.</exception>
    public static void Assign(JsonObject obj, ServerAssigned assigned)
    {
        var spec = obj.Child("spec");
        var type = (string?)spec["type"];
        if (type == "ExternalName") return;
        if (type != "ClusterIP") throw new NotSupportedException($"Services of type {type} are not simulated.");
        if (spec["clusterIP"] is null) spec["clusterIP"] = assigned.AllocateClusterIP();
        spec.Default("clusterIPs", new JsonArray((string)spec["clusterIP"]!));
    }

    private static bool IsUnset(JsonNode? target) => target?.ToJsonString() is null or "0" or "\"\"";
}
