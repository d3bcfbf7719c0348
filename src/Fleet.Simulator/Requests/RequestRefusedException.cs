using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Requests;

/// <summary>Ends a request with a Status object. Caught where the request came in.</summary>
internal sealed class RequestRefusedException(int code, string reason, string message, JsonObject? details = null, JsonObject? metadata = null) : Exception(message)
{
    public int Code { get; } = code;

    public KubeAnswer ToAnswer(int? retryAfter = null) => new KubeAnswer.Json(Code, Encoding.UTF8.GetBytes(Status().ToJsonString()), retryAfter);

    public JsonObject Status()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata?.DeepClone() ?? new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (reason.Length > 0) status["reason"] = reason;
        if (details is not null) status["details"] = details.DeepClone();
        status["code"] = Code;
        return status;
    }
}
