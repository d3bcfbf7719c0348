using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Requests;

internal static class Answers
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static KubeAnswer Of(int code, JsonObject body) => new KubeAnswer.Json(code, Encoding.UTF8.GetBytes(body.ToJsonString(Plain)));

    public static KubeAnswer Of(int code, string text) => new KubeAnswer.Json(code, Encoding.UTF8.GetBytes(text));
}
