using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply;

namespace Fleet.Simulator.Kinds;

/// <summary>A kind that a simulated cluster serves.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Versions">The preferred one first. Objects are stored as written: versions of a kind are taken to have the same fields.</param>
/// <param name="HasStatus">The status is a subresource: writes of the object leave it, writes of <c>/status</c> change only it.</param>
/// <param name="Counts"><c>metadata.generation</c> counts changes of what is desired.</param>
/// <param name="IsCustom">Defined by a CustomResourceDefinition.</param>
public sealed record ServedKind(
    string Group,
    ImmutableArray<string> Versions,
    string Kind,
    string Plural,
    bool Namespaced,
    bool HasStatus = false,
    bool Counts = false,
    bool HasScale = false,
    bool IsCustom = false,
    JsonObject? Schema = null)
{
    /// <summary>Names the kind within the cluster, whatever the version: <c>deployments.apps</c>, <c>secrets</c>.</summary>
    public string Resource { get; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public ListKeys Keys { get; } = ListKeys.For(Group, Kind, Schema);

    public string ApiVersion(string version) => Group.Length == 0 ? version : $"{Group}/{version}";
}
