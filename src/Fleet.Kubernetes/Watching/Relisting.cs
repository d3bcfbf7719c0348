using System.Collections.Immutable;
using Fleet.Domain.Projections;
using Fleet.Domain.Reconciliation;
using KnownObjects = System.Collections.Immutable.ImmutableDictionary<(string Namespace, string Name), Fleet.Kubernetes.Watching.KnownObject>;

namespace Fleet.Kubernetes.Watching;

/// <summary>Compares a complete list with what the consumer has been told.</summary>
internal static class Relisting
{
    public static (KnownObjects Known, ImmutableArray<WatchChange> Changes) Swap(
        WatchTarget target, KnownObjects told, ImmutableArray<ImmutableArray<Projection>> pages)
    {
        var known = ImmutableDictionary.CreateBuilder<(string Namespace, string Name), KnownObject>();
        var changes = ImmutableArray.CreateBuilder<WatchChange>();
        foreach (var projection in pages.SelectMany(page => page))
        {
            changes.AddRange(Changes(target, told, projection));
            known[(projection.Object.Key.Namespace, projection.Object.Key.Name)] = AsKnown(projection.Object);
        }

        // Deletions nobody saw: no event will ever tell of them.
        changes.AddRange(Vanished(target, told.Where(old => !known.ContainsKey(old.Key))));
        return (known.ToImmutable(), changes.ToImmutable());
    }

    public static ImmutableArray<WatchChange> Changes(WatchTarget target, KnownObjects told, Projection projection)
    {
        var observed = projection.Object;
        var upserted = new WatchChange.Upserted(target, observed, projection.Problem);
        if (!told.TryGetValue((observed.Key.Namespace, observed.Key.Name), out var known)) return [upserted];
        if (known.Uid != observed.Uid) return [new WatchChange.Deleted(target, observed.Key, known.Uid, known.Registry), upserted];
        return known.ResourceVersion == observed.ResourceVersion ? [] : [upserted];
    }

    public static IEnumerable<WatchChange> Vanished(WatchTarget target, IEnumerable<KeyValuePair<(string Namespace, string Name), KnownObject>> told) =>
        told.OrderBy(old => old.Key).Select(old => new WatchChange.Deleted(
            target, new ObjectKey(target.Kind, old.Key.Namespace, old.Key.Name), old.Value.Uid, old.Value.Registry));

    public static KnownObject AsKnown(ObservedObject observed) => new(observed.Uid, observed.ResourceVersion, observed.Registry);
}
