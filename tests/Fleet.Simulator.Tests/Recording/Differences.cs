using System.Text.Json.Nodes;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>What differs between two documents, a line each, for people.</summary>
internal static class Differences
{
    public static IEnumerable<string> Between(JsonNode? real, JsonNode? simulated, string path = "")
    {
        switch (real, simulated)
        {
            case (JsonObject left, JsonObject right):
                foreach (var key in left.Select(field => field.Key).Union(right.Select(field => field.Key)))
                {
                    var at = $"{path}.{key}";
                    if (!left.ContainsKey(key)) yield return $"{at}: only simulated: {right[key]?.ToJsonString() ?? "null"}";
                    else if (!right.ContainsKey(key)) yield return $"{at}: only real: {left[key]?.ToJsonString() ?? "null"}";
                    else foreach (var line in Between(left[key], right[key], at)) yield return line;
                }
                break;
            case (JsonArray left, JsonArray right) when left.Count == right.Count:
                for (var i = 0; i < left.Count; i++)
                    foreach (var line in Between(left[i], right[i], $"{path}[{i}]"))
                        yield return line;
                break;
            default:
                if (!JsonNode.DeepEquals(real, simulated)) yield return $"{path}: real {real?.ToJsonString() ?? "null"}, simulated {simulated?.ToJsonString() ?? "null"}";
                break;
        }
    }
}
