using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;

namespace Fleet.Kubernetes.Requests;

/// <summary>What an object's body says about where it goes.</summary>
internal sealed record ObjectIdentity(ObjectKey Key, string Version)
{
    /// <exception cref="ArgumentException">The body lacks apiVersion, kind or metadata.name: a fault of the caller's.</exception>
    public static ObjectIdentity Of(JsonObject body)
    {
        var (apiVersion, kind, metadata) = (Text(body, "apiVersion"), Text(body, "kind"), body["metadata"] as JsonObject);
        var name = metadata is null ? "" : Text(metadata, "name");
        if (apiVersion.Length == 0 || kind.Length == 0 || name.Length == 0)
            throw new ArgumentException("An object to write needs apiVersion, kind and metadata.name.", nameof(body));
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        return new ObjectIdentity(new ObjectKey(new ResourceKind(group, kind), Text(metadata!, "namespace"), name), version);
    }

    private static string Text(JsonObject parent, string name) =>
        parent[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
