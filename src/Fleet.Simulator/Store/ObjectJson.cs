using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Store;

/// <summary>Writes JSON as an API server does: text that is not ASCII stays as it is, which is also shorter.</summary>
internal static class ObjectJson
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode? node) => node?.ToJsonString(Relaxed) ?? "null";

    public static string Text(JsonElement value) => JsonSerializer.Serialize(value, Relaxed);

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(Text(node));
}
