using System.Text.Json.Nodes;
using Fleet.Simulator.Apply;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Schemas;

namespace Fleet.Simulator.Requests;

/// <summary>The refusals of an API server, in its words.</summary>
internal static class Refusals
{
    public static RequestRefusedException NotServed() => new(404, "NotFound", "the server could not find the requested resource", []);

    public static RequestRefusedException NotFound(ServedKind kind, string name) =>
        new(404, "NotFound", $"{kind.Resource} \"{name}\" not found", Details(kind, name));

    public static RequestRefusedException AlreadyExists(ServedKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind.Resource} \"{name}\" already exists", Details(kind, name));

    public static RequestRefusedException Conflict(ServedKind kind, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.Resource} \"{name}\": {why}", Details(kind, name));

    public static RequestRefusedException Modified(ServedKind kind, string name) =>
        Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static RequestRefusedException Conflicted(ApplyOutcome.Conflicted conflicted)
    {
        var causes = conflicted.Conflicts.Select(conflict => (JsonNode)new JsonObject
        {
            ["reason"] = "FieldManagerConflict",
            ["message"] = conflict.Message,
            ["field"] = conflict.Field,
        });
        return new(409, "Conflict", conflicted.Message, new JsonObject { ["causes"] = new JsonArray([.. causes]) });
    }

    public static RequestRefusedException Invalid(ServedKind kind, string name, string field, string message) =>
        Invalid(kind, name, [new FieldFailure(field, "FieldValueInvalid", message)]);

    public static RequestRefusedException Invalid(ServedKind kind, string name, IReadOnlyList<FieldFailure> failures)
    {
        var details = new JsonObject { ["name"] = name, ["group"] = kind.Group, ["kind"] = kind.Kind };
        if (kind.Group.Length == 0) details.Remove("group");
        details["causes"] = new JsonArray(
            [.. failures.Select(failure => new JsonObject { ["reason"] = failure.Reason, ["message"] = failure.Message, ["field"] = failure.Field })]);
        var named = kind.Group.Length == 0 ? kind.Kind : $"{kind.Kind}.{kind.Group}";
        var all = string.Join(", ", failures.Select(failure => $"{failure.Field}: {failure.Message}"));
        return new(422, "Invalid", $"{named} \"{name}\" is invalid: {(failures.Count == 1 ? all : $"[{all}]")}", details);
    }

    /// <summary>A JSON patch whose test fails, or whose path leads nowhere.</summary>
    public static RequestRefusedException UnfitPatch() => new(422, "Invalid", "the server rejected our request due to an error in our request", []);

    public static RequestRefusedException BadRequest(string message) => new(400, "BadRequest", message);

    public static RequestRefusedException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static RequestRefusedException Forbidden(string message) => new(403, "Forbidden", message);

    /// <param name="metadata">Of the Status.</param>
    public static RequestRefusedException Gone(string message, JsonObject? metadata = null) => new(410, "Expired", message, metadata: metadata);

    public static RequestRefusedException TooLarge(long version, long current) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {version}, current: {current}", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    public static RequestRefusedException UnsupportedMediaType(string? type) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml; got {type}");

    public static RequestRefusedException Internal(string message) => new(500, "", message);

    /// <summary>A real server would do something here, and this one does not pretend to.</summary>
    public static RequestRefusedException NotImplemented(string what) =>
        new(501, "NotImplemented", $"the simulated API server does not implement {what}");

    private static JsonObject Details(ServedKind kind, string name)
    {
        var details = new JsonObject { ["name"] = name };
        if (kind.Group.Length > 0) details["group"] = kind.Group;
        details["kind"] = kind.Plural;
        return details;
    }
}
