using System.Text.Json.Nodes;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

internal enum Propagation
{
    Background,
    Foreground,
    Orphan,
}

/// <summary>How to delete, from body or query.</summary>
internal sealed record DeletionOptions(Propagation Propagation, string? Uid, string? Version, bool DryRun)
{
    public static DeletionOptions Read(ResourceCall call)
    {
        var body = call.Request.Body.IsEmpty ? [] : call.Parse();
        var propagation = (string?)body["propagationPolicy"] ?? call.Request.Parameter("propagationPolicy") switch
        {
            null when call.Kind is { Group: "batch", Kind: "Job" } => "Orphan",
            null => "Background",
            var given => given,
        };
        if (!Enum.TryParse<Propagation>(propagation, out var parsed)) throw Refusals.BadRequest($"invalid propagationPolicy: {propagation}");
        var preconditions = body["preconditions"];
        return new DeletionOptions(parsed, (string?)preconditions?["uid"], (string?)preconditions?["resourceVersion"], body["dryRun"] is JsonArray { Count: > 0 });
    }

    public void Check(ServedKind kind, StoredObject found, JsonObject live)
    {
        var metadata = live["metadata"]!;
        if (Uid is not null && Uid != (string?)metadata["uid"])
            throw Refusals.Conflict(kind, found.Name.Name, $"Precondition failed: UID in precondition: {Uid}, UID in object meta: {(string?)metadata["uid"]}");
        if (Version is not null && Version != (string?)metadata["resourceVersion"])
            throw Refusals.Conflict(kind, found.Name.Name, $"Precondition failed: ResourceVersion in precondition: {Version}, ResourceVersion in object meta: {(string?)metadata["resourceVersion"]}");
    }

    public static JsonObject Details(ResourceCall call)
    {
        var details = new JsonObject { ["name"] = call.Path.Name, ["kind"] = call.Kind.Plural };
        if (call.Kind.Group.Length > 0) details["group"] = call.Kind.Group;
        return details;
    }
}
