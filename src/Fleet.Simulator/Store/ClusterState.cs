using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Fleet.Simulator.Kinds;

namespace Fleet.Simulator.Store;

/// <summary>Everything a simulated cluster holds at one version. Immutable: readers take it without a lock, and a page of a list keeps its own.</summary>
/// <param name="Kinds">By resource.</param>
/// <param name="Objects">By resource.</param>
public sealed record ClusterState(
    long Version,
    ImmutableDictionary<string, ServedKind> Kinds,
    ImmutableDictionary<string, ImmutableSortedDictionary<ObjectName, StoredObject>> Objects)
{
    public static ClusterState Empty { get; } = new(
        1,
        BuiltInKinds.All.ToImmutableDictionary(kind => kind.Resource),
        ImmutableDictionary<string, ImmutableSortedDictionary<ObjectName, StoredObject>>.Empty);

    internal OwnerIndex Owners { get; private init; } = OwnerIndex.Empty;

    public ImmutableSortedDictionary<ObjectName, StoredObject> Of(string resource) =>
        Objects.GetValueOrDefault(resource) ?? ImmutableSortedDictionary<ObjectName, StoredObject>.Empty;

    public bool TryGet(string resource, ObjectName name, [NotNullWhen(true)] out StoredObject? found) => Of(resource).TryGetValue(name, out found);

    /// <summary>Finds a kind by what a path names; false when it is not served.</summary>
    public bool TryKind(string group, string version, string plural, [NotNullWhen(true)] out ServedKind? kind) =>
        Kinds.TryGetValue(group.Length == 0 ? plural : $"{plural}.{group}", out kind) && kind.Versions.Contains(version);

    public ClusterState Put(StoredObject stored)
    {
        var known = Of(stored.Resource);
        return this with
        {
            Version = stored.Version,
            Objects = Objects.SetItem(stored.Resource, known.SetItem(stored.Name, stored)),
            Owners = Owners.After(known.GetValueOrDefault(stored.Name), stored),
        };
    }

    public ClusterState Remove(string resource, ObjectName name, long version)
    {
        var known = Of(resource);
        return this with
        {
            Version = version,
            Objects = Objects.SetItem(resource, known.Remove(name)),
            Owners = Owners.After(known.GetValueOrDefault(name), null),
        };
    }
}
