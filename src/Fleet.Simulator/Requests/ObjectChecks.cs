using System.Text.Json.Nodes;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Schemas;

namespace Fleet.Simulator.Requests;

/// <summary>The validations that something here depends on; a real server has many more.</summary>
internal static class ObjectChecks
{
    public static void Check(ServedKind kind, JsonObject? before, JsonObject next)
    {
        var name = (string?)next["metadata"]?["name"] ?? "";
        if (kind.HasScale && next["spec"]?["replicas"] is JsonValue value && value.TryGetValue<long>(out var replicas) && replicas < 0)
            throw Refusals.Invalid(kind, name, "spec.replicas", $"Invalid value: {replicas}: must be greater than or equal to 0");
        if (kind.Resource == BuiltInKinds.Crds) Understand(next);
        if (kind.Schema is { } schema && SchemaChecks.Check(next, schema) is { Count: > 0 } failures) throw Refusals.Invalid(kind, name, failures);
        if (before is null) return;
        switch (kind.Kind)
        {
            case "Job":
                Immutable(kind, name, before, next, "spec.template", "field is immutable");
                Immutable(kind, name, before, next, "spec.selector", "field is immutable");
                Immutable(kind, name, before, next, "spec.completions", "field is immutable");
                break;
            case "Deployment" or "ReplicaSet":
                Immutable(kind, name, before, next, "spec.selector", "field is immutable");
                break;
            case "RoleBinding" or "ClusterRoleBinding":
                Immutable(kind, name, before, next, "roleRef", "cannot change roleRef");
                break;
            case "Secret":
                Immutable(kind, name, before, next, "type", "field is immutable");
                break;
        }
    }

    private static void Understand(JsonObject definition)
    {
        foreach (var version in definition["spec"]?["versions"] as JsonArray ?? [])
            if (version?["schema"]?["openAPIV3Schema"] is JsonObject schema && SchemaKeywords.FirstUnknown(schema) is { } unknown)
                throw Refusals.NotImplemented($"'{unknown}' in a definition's schema");
    }

    private static void Immutable(ServedKind kind, string name, JsonObject before, JsonObject next, string field, string message)
    {
        if (!JsonNode.DeepEquals(At(before, field), At(next, field)))
            throw Refusals.Invalid(kind, name, field, $"Invalid value: {message}");
    }

    private static JsonNode? At(JsonNode? node, string path)
    {
        foreach (var step in path.Split('.')) node = node?[step];
        return node;
    }
}
