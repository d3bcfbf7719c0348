using System.Collections.Immutable;

namespace Fleet.Simulator.Store;

/// <summary>
/// Which objects name which as an owner. Immutable. Uids are known here without their first group, in which clusters differ, so that clusters
/// seeded alike share it; who looks compares the whole uid.
/// </summary>
internal sealed class OwnerIndex
{
    private const int FirstGroup = 8;

    private readonly ImmutableDictionary<string, ImmutableSortedSet<Dependent>> _dependents;

    private OwnerIndex(ImmutableDictionary<string, ImmutableSortedSet<Dependent>> dependents) => _dependents = dependents;

    public static OwnerIndex Empty { get; } = new(ImmutableDictionary<string, ImmutableSortedSet<Dependent>>.Empty);

    /// <summary>What a uid is known by.</summary>
    public static string Key(string uid) => uid.Length > FirstGroup ? uid[FirstGroup..] : uid;

    public IEnumerable<Dependent> Of(string uid) => _dependents.GetValueOrDefault(Key(uid)) ?? [];

    /// <param name="before">Null for what was created.</param>
    /// <param name="after">Null for what is gone.</param>
    public OwnerIndex After(StoredObject? before, StoredObject? after)
    {
        var (old, now) = (before?.Owners ?? [], after?.Owners ?? []);
        if (old.AsSpan().SequenceEqual(now.AsSpan())) return this;
        var dependents = _dependents;
        foreach (var key in old)
            if (dependents.TryGetValue(key, out var known))
                dependents = known.Remove(Dependent.Of(before!)) is { Count: > 0 } left ? dependents.SetItem(key, left) : dependents.Remove(key);
        foreach (var key in now)
            dependents = dependents.SetItem(key, (dependents.GetValueOrDefault(key) ?? []).Add(Dependent.Of(after!)));
        return new OwnerIndex(dependents);
    }
}

/// <summary>An object that has an owner.</summary>
internal readonly record struct Dependent(string Resource, ObjectName Name) : IComparable<Dependent>
{
    public static Dependent Of(StoredObject o) => new(o.Resource, o.Name);

    public int CompareTo(Dependent other) => string.CompareOrdinal(Resource, other.Resource) is var order and not 0 ? order : Name.CompareTo(other.Name);
}
