using System.Text.Json.Nodes;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>Mistakes of the real server that nobody may rely on, and that are not simulated.</summary>
internal static class RealQuirks
{
    /// <summary>
    /// Of several conflicting fields deep in an object it tells the last one's path for all of them. How many there are and whose is still
    /// compared.
    /// </summary>
    public static void Forgive(JsonObject real, JsonObject simulated)
    {
        var causes = Causes(real).Select(cause => cause.ToJsonString()).ToList();
        if (causes.Distinct().Count() == causes.Count) return;
        foreach (var body in (JsonObject[])[real, simulated])
        {
            foreach (var cause in Causes(body)) cause.Remove("field");
            body.Remove("message");
        }
    }

    private static IEnumerable<JsonObject> Causes(JsonObject body) => (body["details"]?["causes"] as JsonArray ?? []).OfType<JsonObject>();
}
