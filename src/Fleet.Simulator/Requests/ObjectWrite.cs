using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply;
using Fleet.Simulator.Defaults;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Schemas;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>What becomes of an object that is created or changed: what the server fills in, keeps, counts and checks.</summary>
internal static class ObjectWrite
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    // Nobody may set or change these.
    private static readonly string[] Kept = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"];

    /// <param name="owners">Whether who owns what follows from the body; an apply has settled it.</param>
    public static StoredObject Create(ResourceCall call, WriteTurn turn, JsonObject obj, bool owners)
    {
        var (kind, metadata) = (call.Kind, obj["metadata"]!.AsObject());
        if ((string?)metadata["resourceVersion"] is { Length: > 0 }) throw Refusals.BadRequest("resourceVersion should not be set on objects to be created");
        metadata.Remove("resourceVersion");
        foreach (var name in Kept) metadata.Remove(name);
        if ((string?)metadata["name"] is not { Length: > 0 })
        {
            if ((string?)metadata["generateName"] is not { Length: > 0 } prefix) throw Refusals.Invalid(kind, "", "metadata.name", "Required value: name or generateName is required");
            metadata["name"] = prefix + new string(RandomNumberGenerator.GetItems<char>(Alphabet, 5));
        }
        var named = new ObjectName(call.Path.Namespace, (string)metadata["name"]!);
        InNamespace(turn, kind, named);
        if (turn.State.TryGet(kind.Resource, named, out _)) throw Refusals.AlreadyExists(kind, named.Name);

        if (kind.HasStatus) obj.Remove("status");
        Complete(kind, obj);
        ObjectChecks.Check(kind, null, obj);
        if (owners) ManagedFields.AfterWrite(null, obj, call.Context(turn), kind.Keys);
        var uid = turn.NewUid();
        metadata = obj["metadata"]!.AsObject();
        (metadata["uid"], metadata["creationTimestamp"]) = (uid, turn.NowText);
        if (kind.Counts) metadata["generation"] = 1;
        Defaulting.Assign(kind.Group, kind.Kind, obj, new ServerAssigned(uid, turn.Now, () => ClusterAddresses.Next(turn.State, turn.Marker)));
        if (kind.Resource == BuiltInKinds.Crds) obj["status"] = CustomKinds.Established(obj);
        return turn.Put(kind, obj);
    }

    /// <returns>As stored, or as it last was when the change ended its life.</returns>
    public static StoredObject Change(ResourceCall call, WriteTurn turn, StoredObject found, JsonObject before, JsonObject next, bool owners)
    {
        var kind = call.Kind;
        Preconditions(kind, found, before, next);
        var (old, metadata) = (before["metadata"]!.AsObject(), (next["metadata"] ??= new JsonObject()).AsObject());
        foreach (var name in (string[])[.. Kept, "resourceVersion", "name", "namespace"]) Restore(metadata, old, name);
        Restore(next, before, "kind");
        Restore(next, before, "apiVersion");
        if (call.Path.Subresource == "status")
        {
            var status = next["status"]?.DeepClone();
            var managed = metadata["managedFields"]?.DeepClone();
            next = (JsonObject)before.DeepClone();
            next["status"] = status;
            if (status is null) next.Remove("status");
            if (managed is not null) next["metadata"]!["managedFields"] = managed;
        }
        else if (kind.HasStatus)
        {
            Restore(next, before, "status");
        }

        Complete(kind, next);
        ObjectChecks.Check(kind, before, next);
        if (owners) ManagedFields.AfterWrite(before, next, call.Context(turn, call.Path.Subresource), kind.Keys);
        if (next["metadata"]!["deletionTimestamp"] is not null && next["metadata"]!["finalizers"] is not JsonArray { Count: > 0 })
        {
            Deletion.Finish(turn, kind, found);
            return StoredObject.Of(kind.Resource, WithVersion(next, found.Version));
        }
        if (JsonNode.DeepEquals(WithVersion(next, found.Version), before)) return found;
        if (kind.Counts && Desired(kind, before) is var was && !JsonNode.DeepEquals(was, Desired(kind, next)))
            next["metadata"]!["generation"] = ((long?)old["generation"] ?? 0) + 1;
        var stored = turn.Put(kind, next);
        Deletion.Continue(turn, stored);
        return stored;
    }

    // An empty object in a definition means something: that there is a status subresource.
    private static void Complete(ServedKind kind, JsonObject obj)
    {
        if (kind.Schema is { } schema) SchemaPruning.Prune(obj, schema);
        if (kind.Resource != BuiltInKinds.Crds) Defaulting.Complete(kind.Group, kind.Kind, obj);
    }

    private static JsonObject WithVersion(JsonObject obj, long version)
    {
        obj["metadata"]!["resourceVersion"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return obj;
    }

    private static void InNamespace(WriteTurn turn, ServedKind kind, ObjectName name)
    {
        if (!kind.Namespaced) return;
        var namespaces = turn.State.Kinds[BuiltInKinds.Namespaces];
        if (!turn.State.TryGet(BuiltInKinds.Namespaces, new ObjectName("", name.Namespace), out var ns)) throw Refusals.NotFound(namespaces, name.Namespace);
        if (ns.Deleting)
            throw Refusals.Forbidden($"{kind.Resource} \"{name.Name}\" is forbidden: unable to create new content in namespace {name.Namespace} because it is being terminated");
    }

    private static void Preconditions(ServedKind kind, StoredObject found, JsonObject before, JsonObject next)
    {
        var metadata = next["metadata"] as JsonObject;
        var (uid, now) = ((string?)metadata?["uid"], (string?)before["metadata"]!["uid"]);
        if (uid is { Length: > 0 } && uid != now)
            throw Refusals.Conflict(kind, found.Name.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {now}");
        if ((string?)metadata?["resourceVersion"] is { Length: > 0 } version && version != (string?)before["metadata"]!["resourceVersion"])
            throw Refusals.Modified(kind, found.Name.Name);
    }

    private static void Restore(JsonObject next, JsonObject before, string name)
    {
        if (before[name] is { } value) next[name] = value.DeepClone();
        else next.Remove(name);
    }

    /// <summary>What generations count: for custom resources everything but metadata and status, else the spec; Deployments count annotations too.</summary>
    private static JsonNode? Desired(ServedKind kind, JsonObject obj)
    {
        if (kind.Kind == "Deployment") return new JsonArray(obj["spec"]?.DeepClone(), obj["metadata"]!["annotations"]?.DeepClone());
        if (!kind.IsCustom) return obj["spec"];
        var desired = (JsonObject)obj.DeepClone();
        desired.Remove("metadata");
        if (kind.HasStatus) desired.Remove("status");
        return desired;
    }
}
