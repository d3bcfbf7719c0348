using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Merging;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply;

/// <summary>Who owns what, and how a write moves it.</summary>
internal static class Managers
{
    /// <summary>Fields of others that a write gives another value.</summary>
    public static IEnumerable<(ManagerIdentity Owner, FieldSet Fields)> Conflicts(
        this ImmutableDictionary<ManagerIdentity, ManagedSet> managers, ManagerIdentity writer, Comparison change)
    {
        var written = change.Written;
        return managers.Where(entry => entry.Key != writer)
            .Select(entry => (entry.Key, entry.Value.Fields.Intersect(written)))
            .Where(conflict => !conflict.Item2.IsEmpty);
    }

    /// <summary>Takes from the others what is written and what is gone. Who owns nothing any more is dropped.</summary>
    public static ImmutableDictionary<ManagerIdentity, ManagedSet> AfterChange(
        this ImmutableDictionary<ManagerIdentity, ManagedSet> managers, ManagerIdentity writer, Comparison change)
    {
        var lost = change.Written.Union(change.Removed);
        var result = managers;
        foreach (var (identity, set) in managers)
        {
            var left = identity == writer ? set.Fields : set.Fields.Except(lost);
            result = left.IsEmpty ? result.Remove(identity) : result.SetItem(identity, set with { Fields = left });
        }
        return result;
    }

    /// <summary>Each set fitted to the shape of its kind, as the live object fills it.</summary>
    public static ImmutableDictionary<ManagerIdentity, ManagedSet> FitTo(
        this ImmutableDictionary<ManagerIdentity, ManagedSet> managers, JsonObject live, Shape shape) =>
        managers.ToImmutableDictionary(entry => entry.Key, entry => entry.Value with { Fields = entry.Value.Fields.Fit(live, shape) });

    /// <summary>Owner by owner, the same fields in the same versions; times do not count.</summary>
    public static bool SameAs(this ImmutableDictionary<ManagerIdentity, ManagedSet> managers, ImmutableDictionary<ManagerIdentity, ManagedSet> other) =>
        managers.Count == other.Count
        && managers.All(entry => other.TryGetValue(entry.Key, out var set)
            && set.ApiVersion == entry.Value.ApiVersion
            && set.Fields.SameAs(entry.Value.Fields));
}
