using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Merging;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply;

/// <summary>Removes what its owner applied before and does not apply any more.</summary>
internal static class Pruning
{
    /// <param name="last">What the owner applied last time.</param>
    /// <param name="owned">What anybody owns by now, the owner's new set included: of it nothing goes.</param>
    public static JsonObject Prune(JsonObject merged, FieldSet last, FieldSet owned, Shape shape)
    {
        if (last.IsEmpty) return merged;
        var lastNamed = last.WithNamedFields(shape);
        var pruned = merged.Without(lastNamed, shape);
        var mentioned = Ownership.Of(merged, shape).WithNamedFields(shape);
        // With an entry goes what is in it; what others own in there brings it back.
        var kept = Ownership.Of(pruned, shape).WithNamedFields(shape).Union(owned.WithNamedFields(shape));
        pruned = merged.Without(mentioned.Except(kept), shape);
        // And what nobody owns, or only an updater, comes back too.
        var gone = mentioned.Except(Ownership.Of(pruned, shape).WithNamedFields(shape));
        return merged.Without(gone.Intersect(lastNamed), shape);
    }

    public static FieldSet OwnedByAny(ImmutableDictionary<ManagerIdentity, ManagedSet> managers) =>
        managers.Values.Aggregate(FieldSet.Empty, (owned, set) => owned.Union(set.Fields));
}
