using System.Text.Json.Nodes;

namespace Fleet.Simulator.World;

/// <summary>An object as the API server sent it, never changed.</summary>
/// <param name="Age">How long the world has known this generation of the object.</param>
internal sealed record Observed(JsonObject Json, TimeSpan Age)
{
    public string Namespace => Text("metadata", "namespace") ?? "";
    public string Name => Text("metadata", "name") ?? "";
    public string Uid => Text("metadata", "uid") ?? "";
    public long Generation => Number("metadata", "generation") ?? 0;
    public bool Deleting => At("metadata", "deletionTimestamp") is not null;

    public JsonNode? At(params ReadOnlySpan<string> path)
    {
        JsonNode? node = Json;
        foreach (var step in path)
        {
            if (node is not JsonObject parent) return null;
            node = parent[step];
        }
        return node;
    }

    public string? Text(params ReadOnlySpan<string> path) => At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public long? Number(params ReadOnlySpan<string> path) => At(path) is JsonValue value && value.TryGetValue(out long number) ? number : null;

    /// <summary>The status of a condition in <c>status.conditions</c>; null when absent.</summary>
    public JsonObject? Condition(string type) =>
        (At("status", "conditions") as JsonArray)?.OfType<JsonObject>().FirstOrDefault(c => (string?)c["type"] == type);
}
