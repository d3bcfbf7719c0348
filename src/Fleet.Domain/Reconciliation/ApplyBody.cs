using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Reconciliation;

/// <summary>What is sent of a rendered object.</summary>
public static class ApplyBody
{
    /// <summary>
    /// The object as JSON, without the port 0 that the operator's types write where none is set: the server fills in another value, and an
    /// apply of a field that never is what was sent is not the no-op it should be.
    /// </summary>
    public static string Of(RenderedObject rendered)
    {
        if (rendered.Key.Kind != ResourceKind.Service || rendered.Body["spec"]?["ports"] is not JsonArray ports || !ports.Any(IsUnset)) return rendered.Body.ToJsonString();
        var body = rendered.Body.DeepClone().AsObject();
        foreach (var port in body["spec"]!["ports"]!.AsArray().Where(IsUnset)) port!.AsObject().Remove("targetPort");
        return body.ToJsonString();
    }

    private static bool IsUnset(JsonNode? port) => port?["targetPort"] is JsonValue target && target.TryGetValue<int>(out var number) && number == 0;
}
