using System.Text.Json.Nodes;
using Fleet.Simulator.Requests;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Identity;

/// <summary>Answers who asks what they themselves may do. Everybody may ask.</summary>
internal static class AccessReview
{
    private const string Path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    /// <summary>Null for any other request.</summary>
    public static KubeAnswer? Answer(KubeRequest request, ClusterState state)
    {
        if (request.Method != "POST" || request.Path != Path) return null;
        var asked = JsonNode.Parse(request.Body.Span) as JsonObject;
        if (asked?["spec"]?["resourceAttributes"] is not JsonObject attributes) throw Refusals.NotImplemented("a review without resourceAttributes");
        string Text(string name) => (string?)attributes[name] ?? "";
        var resource = Text("subresource") is { Length: > 0 } subresource ? $"{Text("resource")}/{subresource}" : Text("resource");
        var allowed = Accounts.May(state, request.User ?? Accounts.Admin, Text("verb"), Text("group"), resource, Text("namespace"));
        return Answers.Of(201, new JsonObject
        {
            ["kind"] = "SelfSubjectAccessReview",
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["metadata"] = new JsonObject { ["creationTimestamp"] = null },
            ["spec"] = asked["spec"]!.DeepClone(),
            ["status"] = new JsonObject { ["allowed"] = allowed },
        });
    }
}
