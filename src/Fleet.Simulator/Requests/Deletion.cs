using System.Text.Json.Nodes;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>
/// Ends objects: finalizers hold them, what they own goes with them, and a namespace goes when it is empty. A real cluster's controllers do
/// the latter two a moment later; here they are part of the same write.
/// </summary>
internal static class Deletion
{
    private const string Foreground = "foregroundDeletion";

    /// <summary>The object while something holds it; null when it is gone.</summary>
    public static StoredObject? Delete(WriteTurn turn, ServedKind kind, StoredObject found, Propagation propagation)
    {
        var obj = found.Parse(turn.Marker);
        var metadata = obj["metadata"]!.AsObject();
        var isNamespace = kind.Resource == BuiltInKinds.Namespaces;
        if (propagation == Propagation.Orphan) Release(turn, (string)metadata["uid"]!);
        if (!found.Deleting)
        {
            var holds = (metadata["finalizers"] as JsonArray)?.Count > 0 || propagation == Propagation.Foreground || isNamespace;
            if (!holds)
            {
                Finish(turn, kind, found);
                return null;
            }
            metadata["deletionTimestamp"] = turn.NowText;
            metadata["deletionGracePeriodSeconds"] = 0;
            if (kind.Counts && metadata["generation"] is { } generation) metadata["generation"] = (long)generation + 1;
            if (isNamespace) obj["status"] = new JsonObject { ["phase"] = "Terminating" };
            if (propagation == Propagation.Foreground) metadata["finalizers"] = new JsonArray([.. (metadata["finalizers"] as JsonArray ?? []).Select(f => f!.DeepClone()), Foreground]);
            found = turn.Put(kind, obj);
        }
        if (isNamespace)
            foreach (var (contained, o) in Contents(turn.State, found.Name.Name).ToList())
                if (turn.State.TryGet(contained.Resource, o.Name, out var still)) Delete(turn, contained, still, Propagation.Background);
        Continue(turn, found);
        return turn.State.TryGet(kind.Resource, found.Name, out var left) ? left : null;
    }

    /// <summary>The object goes, and then what only it owned, and what waited for it.</summary>
    public static void Finish(WriteTurn turn, ServedKind kind, StoredObject found)
    {
        if (!turn.State.TryGet(kind.Resource, found.Name, out var current)) return;
        if (kind.Resource == BuiltInKinds.Crds && CustomKinds.Read(current.Parse(turn.Marker)) is { } custom && turn.State.Kinds.TryGetValue(custom.Resource, out var served))
            foreach (var o in turn.State.Of(custom.Resource).Values) Finish(turn, served, o);
        var gone = current.Parse(turn.Marker);
        turn.Remove(kind, current);
        var uid = (string)gone["metadata"]!["uid"]!;
        foreach (var (dependentKind, dependent) in Dependents(turn, uid).ToList()) LoseOwner(turn, dependentKind, dependent, uid);
        foreach (var owner in Owners(gone)) ContinueOwner(turn, owner);
        if (kind.Namespaced && turn.State.TryGet(BuiltInKinds.Namespaces, new ObjectName("", found.Name.Namespace), out var ns)) Continue(turn, ns);
    }

    /// <summary>Goes on with an object that is being deleted, if nothing holds it any more.</summary>
    public static void Continue(WriteTurn turn, StoredObject stored)
    {
        if (!stored.Deleting) return;
        var kind = turn.State.Kinds[stored.Resource];
        if (stored.Resource == BuiltInKinds.Namespaces)
        {
            if (!Contents(turn.State, stored.Name.Name).Any()) Finish(turn, kind, stored);
            return;
        }
        var obj = stored.Parse(turn.Marker);
        var finalizers = (obj["metadata"]!["finalizers"] as JsonArray ?? []).Select(f => (string)f!).ToList();
        if (!finalizers.Contains(Foreground)) return;
        var uid = (string)obj["metadata"]!["uid"]!;
        // What does not block its owner is deleted once the owner is gone.
        foreach (var (dependentKind, dependent) in Dependents(turn, uid, blocking: true).ToList())
            if (!dependent.Deleting && turn.State.TryGet(dependentKind.Resource, dependent.Name, out var still)) Delete(turn, dependentKind, still, Propagation.Background);
        if (Dependents(turn, uid, blocking: true).Any() || !turn.State.TryGet(stored.Resource, stored.Name, out var left)) return;
        finalizers.Remove(Foreground);
        if (finalizers.Count == 0)
        {
            Finish(turn, kind, left);
            return;
        }
        obj = left.Parse(turn.Marker);
        obj["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Select(f => JsonValue.Create(f))]);
        turn.Put(kind, obj);
    }

    private static void LoseOwner(WriteTurn turn, ServedKind kind, StoredObject dependent, string uid)
    {
        if (!turn.State.TryGet(kind.Resource, dependent.Name, out var current)) return;
        var obj = current.Parse(turn.Marker);
        var others = (obj["metadata"]!["ownerReferences"] as JsonArray ?? []).Where(owner => (string?)owner!["uid"] != uid).Select(owner => owner!.DeepClone()).ToArray();
        if (others.Length == 0)
        {
            if (!current.Deleting) Delete(turn, kind, current, Propagation.Background);
            return;
        }
        obj["metadata"]!["ownerReferences"] = new JsonArray(others);
        turn.Put(kind, obj);
    }

    private static void Release(WriteTurn turn, string uid)
    {
        foreach (var (kind, dependent) in Dependents(turn, uid).ToList())
        {
            var obj = dependent.Parse(turn.Marker);
            var others = obj["metadata"]!["ownerReferences"]!.AsArray().Where(owner => (string?)owner!["uid"] != uid).Select(owner => owner!.DeepClone()).ToArray();
            if (others.Length > 0) obj["metadata"]!["ownerReferences"] = new JsonArray(others);
            else obj["metadata"]!.AsObject().Remove("ownerReferences");
            turn.Put(kind, obj);
        }
    }

    private static void ContinueOwner(WriteTurn turn, (string Kind, string Namespace, string Name) owner)
    {
        foreach (var kind in turn.State.Kinds.Values.Where(kind => kind.Kind == owner.Kind).ToList())
            if (turn.State.TryGet(kind.Resource, new ObjectName(kind.Namespaced ? owner.Namespace : "", owner.Name), out var found)) Continue(turn, found);
    }

    private static IEnumerable<(string Kind, string Namespace, string Name)> Owners(JsonObject obj) =>
        (obj["metadata"]!["ownerReferences"] as JsonArray ?? []).Select(owner =>
            ((string?)owner!["kind"] ?? "", (string?)obj["metadata"]!["namespace"] ?? "", (string?)owner["name"] ?? ""));

    private static IEnumerable<(ServedKind Kind, StoredObject Object)> Contents(ClusterState state, string ns) =>
        from kind in state.Kinds.Values
        where kind.Namespaced
        from o in state.Of(kind.Resource).Values
        where o.Name.Namespace == ns
        select (kind, o);

    private static IEnumerable<(ServedKind Kind, StoredObject Object)> Dependents(WriteTurn turn, string uid, bool blocking = false) =>
        from dependent in turn.State.Owners.Of(uid)
        where turn.State.Kinds.ContainsKey(dependent.Resource)
        let o = turn.State.Of(dependent.Resource)[dependent.Name]
        where (o.Parse(turn.Marker)["metadata"]!["ownerReferences"] as JsonArray ?? []).Any(owner =>
            (string?)owner!["uid"] == uid && (!blocking || (bool?)owner["blockOwnerDeletion"] == true))
        select (turn.State.Kinds[dependent.Resource], o);
}
