using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply;
using Fleet.Simulator.Defaults;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>The least server around apply, managedFields and defaults, so that these are compared on their own.</summary>
internal sealed class ModelServer(TimeProvider clock) : IAnswering
{
    private readonly Dictionary<string, JsonObject> _objects = [];
    private int _version;

    public Task<Answer> SendAsync(Call call)
    {
        var path = call.Path.Split('?')[0];
        var isStatus = path.EndsWith("/status", StringComparison.Ordinal);
        var at = isStatus ? path[..^"/status".Length] : path;
        if (call.Body is { } body && body["metadata"] is JsonObject metadata && path.Split('/') is var parts && Array.IndexOf(parts, "namespaces") is > 0 and var index)
            metadata["namespace"] = parts[index + 1];
        return Task.FromResult(call switch
        {
            { Method.Method: "POST" } => Create($"{at}/{(string)call.Body!["metadata"]!["name"]!}", call),
            { Method.Method: "GET" } => _objects.TryGetValue(at, out var found) ? new Answer(200, found) : new Answer(404, []),
            { ContentType: "application/apply-patch+yaml" } => ApplyTo(at, call),
            { ContentType: "application/merge-patch+json" } => Write(at, Patched(_objects[at], call.Body!), call, isStatus),
            _ => throw new NotSupportedException(call.What),
        });
    }

    private Answer Create(string at, Call call)
    {
        var next = (JsonObject)call.Body!.DeepClone();
        var (group, kind) = GroupKind(next);
        Defaulting.Complete(group, kind, next);
        ManagedFields.AfterWrite(null, next, Context(call, next), Keys(next));
        return new Answer(201, Store(at, Assigned(next)));
    }

    private Answer Write(string at, JsonObject next, Call call, bool isStatus)
    {
        var live = _objects[at];
        var (group, kind) = GroupKind(next);
        Defaulting.Complete(group, kind, next);
        ManagedFields.AfterWrite(live, next, Context(call, next) with { Subresource = isStatus ? "status" : null }, Keys(next));
        return new Answer(200, JsonNode.DeepEquals(live, next) ? live : Store(at, next));
    }

    private Answer ApplyTo(string at, Call call)
    {
        var live = _objects.GetValueOrDefault(at);
        var outcome = ServerSideApply.Apply(live, call.Body!, call.Path.Contains("force=true", StringComparison.Ordinal), Context(call, call.Body!), Keys(call.Body!));
        switch (outcome)
        {
            case ApplyOutcome.Applied { Object: var next }:
                var (group, kind) = GroupKind(next);
                Defaulting.Complete(group, kind, next);
                if (live is null) next = Assigned(next);
                return new Answer(live is null ? 201 : 200, live is not null && JsonNode.DeepEquals(live, next) ? live : Store(at, next));
            case ApplyOutcome.Conflicted conflicted:
                return new Answer(409, Status(409, "Conflict", conflicted.Message, new JsonObject
                {
                    ["causes"] = new JsonArray([.. conflicted.Conflicts.Select(conflict => new JsonObject
                    {
                        ["reason"] = "FieldManagerConflict",
                        ["message"] = conflict.Message,
                        ["field"] = conflict.Field,
                    })]),
                }));
            case ApplyOutcome.Invalid invalid:
                return new Answer(500, Status(500, "", invalid.Message, null));
            default:
                throw new InvalidOperationException(outcome.ToString());
        }
    }

    private JsonObject Assigned(JsonObject next)
    {
        var (group, kind) = GroupKind(next);
        var metadata = next["metadata"]!.AsObject();
        var uid = $"00000000-0000-0000-0000-{_version:d12}";
        Defaulting.Assign(group, kind, next, new ServerAssigned(uid, clock.GetUtcNow(), () => "10.0.0.1"));
        metadata["uid"] = uid;
        metadata["creationTimestamp"] = "now";
        if (kind is "Deployment" or "PodDisruptionBudget" || group.Contains('.', StringComparison.Ordinal) && !group.EndsWith(".k8s.io", StringComparison.Ordinal))
            metadata["generation"] = 1;
        return next;
    }

    private JsonObject Store(string at, JsonObject next)
    {
        if (_objects.TryGetValue(at, out var live) && next["metadata"]!["generation"] is { } generation 
            && (!JsonNode.DeepEquals(live["spec"], next["spec"]) || !JsonNode.DeepEquals(live["metadata"]!["annotations"], next["metadata"]!["annotations"]) && (string?)next["kind"] == "Deployment"))
            next["metadata"]!["generation"] = (int)generation + 1;
        next["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        return _objects[at] = next;
    }

    private WriteContext Context(Call call, JsonObject body)
    {
        var marker = call.Path.IndexOf("fieldManager=", StringComparison.Ordinal);
        var manager = marker < 0 ? call.UserAgent.Split('/')[0] : call.Path[(marker + "fieldManager=".Length)..].Split('&')[0];
        return new WriteContext(manager, (string)body["apiVersion"]!, null, clock.GetUtcNow());
    }

    private static ListKeys Keys(JsonObject body)
    {
        var (group, kind) = GroupKind(body);
        return ListKeys.For(group, kind, new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true });
    }

    private static (string Group, string Kind) GroupKind(JsonObject obj)
    {
        var apiVersion = (string)obj["apiVersion"]!;
        return (apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : "", (string)obj["kind"]!);
    }

    private static JsonObject Patched(JsonObject target, JsonObject patch)
    {
        var result = (JsonObject)target.DeepClone();
        foreach (var (key, value) in patch)
            if (value is null) result.Remove(key);
            else result[key] = value is JsonObject child ? Patched(result[key] as JsonObject ?? [], child) : value.DeepClone();
        return result;
    }

    private static JsonObject Status(int code, string reason, string message, JsonObject? details)
    {
        var status = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = message };
        if (reason.Length > 0) status["reason"] = reason;
        if (details is not null) status["details"] = details;
        status["code"] = code;
        return status;
    }
}
