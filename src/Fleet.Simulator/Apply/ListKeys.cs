using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply;

/// <summary>How objects of a kind merge: which lists have keys, which are sets, and what is replaced as a whole.</summary>
public sealed class ListKeys
{
    private readonly string _kind;
    private readonly FrozenDictionary<string, ShapeRef> _versions;
    private readonly ShapeRef _other;

    private ListKeys(string kind, FrozenDictionary<string, ShapeRef> versions, ShapeRef other)
    {
        _kind = kind;
        _versions = versions;
        _other = other;
    }

    /// <param name="group">The API group; empty for the core one.</param>
    /// <param name="crdSchema">The openAPIV3Schema of a custom resource's version; not looked at for kinds the server defines.</param>
    public static ListKeys For(string group, string kind, JsonObject? crdSchema)
    {
        var versions = BuiltInShapes.Versions(group, kind);
        return new ListKeys(kind, versions, versions.Count > 0 ? versions.Values[0] : CustomShapes.Of(crdSchema));
    }

    internal Shape Shape(string apiVersion) =>
        _versions.GetValueOrDefault(apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..], _other).Shape;

    /// <summary>What a create starts from: fields that are always written are there before anybody sets them.</summary>
    internal JsonObject Zero(string apiVersion)
    {
        var zero = _versions.Count > 0 ? ZeroObjects.Of(_kind, apiVersion) : [];
        zero["apiVersion"] = apiVersion;
        zero["kind"] = _kind;
        return zero;
    }
}
