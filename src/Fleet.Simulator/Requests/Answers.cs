using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

internal static class Answers
{
    public static KubeAnswer Of(int code, JsonObject body) => new KubeAnswer.Json(code, ObjectJson.Bytes(body));

    public static KubeAnswer Of(int code, string text) => new KubeAnswer.Json(code, Encoding.UTF8.GetBytes(text));
}
