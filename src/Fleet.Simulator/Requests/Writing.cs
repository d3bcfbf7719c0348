using System.Text.Json.Nodes;
using Fleet.Simulator.Apply;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>Answers create, update, patch and delete.</summary>
internal static class Writing
{
    public static Task<KubeAnswer> AnswerAsync(ResourceCall call, CancellationToken cancellation) => (call.Request.Method, call.Path) switch
    {
        ("POST", { Name: null }) => CreateAsync(call),
        ("POST", { Plural: "serviceaccounts", Subresource: "token" }) => Task.FromResult(Token(call)),
        ("PUT", { Name: not null }) => ChangeAsync(call, (_, _) => call.ReadBody()),
        ("PATCH", { Name: not null }) => PatchAsync(call),
        ("DELETE", { Name: not null, Subresource: null }) => DeleteAsync(call),
        ("DELETE", { Name: null }) => DeleteCollectionAsync(call),
        _ => throw Refusals.NotImplemented($"{call.Request.Method} of {call.Path.Subresource ?? "a collection"}"),
    };

    private static async Task<KubeAnswer> CreateAsync(ResourceCall call)
    {
        var body = call.ReadBody();
        var stored = await call.Cluster.WriteAsync(turn => ObjectWrite.Create(call, turn, body, owners: true), call.DryRun);
        return new KubeAnswer.Json(201, stored.Read(call.Marker));
    }

    private static Task<KubeAnswer> PatchAsync(ResourceCall call)
    {
        var type = call.Request.ContentType?.Split(';')[0].Trim();
        switch (type)
        {
            case "application/merge-patch+json":
                var patch = call.Parse();
                return ChangeAsync(call, (_, live) => MergePatch.Apply(live, patch));
            case "application/apply-patch+yaml":
                return ApplyAsync(call);
            case "application/json-patch+json":
                var operations = call.ParseArray();
                return ChangeAsync(call, (_, live) => JsonPatch.Apply(live, operations));
            case "application/strategic-merge-patch+json":
                throw Refusals.NotImplemented(type);
            default:
                throw Refusals.UnsupportedMediaType(type);
        }
    }

    private static async Task<KubeAnswer> ChangeAsync(ResourceCall call, Func<WriteTurn, JsonObject, JsonObject> change)
    {
        var stored = await call.Cluster.WriteAsync(
            turn =>
            {
                if (!turn.State.TryGet(call.Kind.Resource, call.Name, out var found)) throw Refusals.NotFound(call.Kind, call.Path.Name!);
                var before = found.Parse(call.Marker);
                if (call.Path.Subresource == "scale" && call.Kind.HasScale)
                {
                    var scale = change(turn, Scale.Of(before));
                    var scaled = (JsonObject)before.DeepClone();
                    scaled["spec"]!["replicas"] = scale["spec"]?["replicas"]?.DeepClone() ?? 0;
                    return ObjectWrite.Change(call, turn, found, before, scaled, owners: false);
                }
                if (call.Path.Subresource is not null && !(call.Path.Subresource == "status" && call.Kind.HasStatus))
                    throw call.Kind.IsCustom || call.Path.Subresource == "status" ? Refusals.NotServed() : Refusals.NotImplemented($"writing the subresource {call.Path.Subresource}");
                return ObjectWrite.Change(call, turn, found, before, change(turn, (JsonObject)before.DeepClone()), owners: true);
            },
            call.DryRun);
        var answer = stored.Parse(call.Marker);
        return Answers.Of(200, call.Path.Subresource == "scale" ? Scale.Of(answer) : answer);
    }

    private static async Task<KubeAnswer> ApplyAsync(ResourceCall call)
    {
        if (call.Request.Parameter("fieldManager") is null)
            throw Refusals.BadRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        var body = call.ReadBody();
        var metadata = body["metadata"]!.AsObject();
        if (metadata["managedFields"] is JsonArray { Count: > 0 }) throw Refusals.BadRequest("metadata.managedFields must be nil");
        if ((string?)metadata["name"] is { } name && name != call.Path.Name) throw Refusals.BadRequest($"the name of the object ({name}) does not match the name on the URL ({call.Path.Name})");
        metadata["name"] = call.Path.Name;

        var (created, stored) = await call.Cluster.WriteAsync(
            turn =>
            {
                var exists = turn.State.TryGet(call.Kind.Resource, call.Name, out var found);
                var before = found?.Parse(call.Marker);
                if (!exists && (string?)metadata["uid"] is { } uid) throw Refusals.Conflict(call.Kind, call.Path.Name!, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
                switch (ServerSideApply.Apply(before, body, call.Request.Flag("force"), call.Context(turn), call.Kind.Keys))
                {
                    case ApplyOutcome.Applied applied when before is null:
                        return (true, ObjectWrite.Create(call, turn, applied.Object, owners: false));
                    case ApplyOutcome.Applied applied:
                        return (false, ObjectWrite.Change(call, turn, found!, before, applied.Object, owners: false));
                    case ApplyOutcome.Conflicted conflicted:
                        throw Refusals.Conflicted(conflicted);
                    case ApplyOutcome.Invalid invalid:
                        throw Refusals.Internal(invalid.Message);
                    default:
                        throw new InvalidOperationException("An apply succeeds, conflicts or is invalid.");
                }
            },
            call.DryRun);
        return new KubeAnswer.Json(created ? 201 : 200, stored.Read(call.Marker));
    }

    private static async Task<KubeAnswer> DeleteAsync(ResourceCall call)
    {
        var options = DeletionOptions.Read(call);
        var left = await call.Cluster.WriteAsync(
            turn =>
            {
                if (!turn.State.TryGet(call.Kind.Resource, call.Name, out var found)) throw Refusals.NotFound(call.Kind, call.Path.Name!);
                options.Check(call.Kind, found, found.Parse(call.Marker));
                return Deletion.Delete(turn, call.Kind, found, options.Propagation);
            },
            call.DryRun || options.DryRun);
        return left is not null ? new KubeAnswer.Json(200, left.Read(call.Marker)) : Answers.Of(200, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = DeletionOptions.Details(call),
        });
    }

    private static async Task<KubeAnswer> DeleteCollectionAsync(ResourceCall call)
    {
        var options = DeletionOptions.Read(call);
        var selection = Selection.Of(call);
        var (deleted, version) = await call.Cluster.WriteAsync(
            turn =>
            {
                var chosen = turn.State.Of(call.Kind.Resource).Values.Where(o => selection.Matches(o, call.Marker)).ToList();
                foreach (var found in chosen)
                    if (turn.State.TryGet(call.Kind.Resource, found.Name, out var still)) Deletion.Delete(turn, call.Kind, still, options.Propagation);
                return (chosen, turn.State.Version);
            },
            call.DryRun || options.DryRun);
        return Answers.Of(200, new JsonObject
        {
            ["kind"] = call.Kind.Kind + "List",
            ["apiVersion"] = call.Kind.ApiVersion(call.Path.Version),
            ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            ["items"] = new JsonArray([.. deleted.Select(o => o.Parse(call.Marker))]),
        });
    }

    private static KubeAnswer Token(ResourceCall call)
    {
        if (!call.Cluster.State.TryGet(call.Kind.Resource, call.Name, out _)) throw Refusals.NotFound(call.Kind, call.Path.Name!);
        var request = call.Parse();
        request["kind"] = "TokenRequest";
        request["apiVersion"] = "authentication.k8s.io/v1";
        request["status"] = new JsonObject
        {
            ["token"] = call.Cluster.Accounts.Issue(call.Path.Namespace, call.Path.Name!),
            ["expirationTimestamp"] = (call.Cluster.Time.GetUtcNow() + TimeSpan.FromHours(1)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };
        return Answers.Of(201, request);
    }
}
