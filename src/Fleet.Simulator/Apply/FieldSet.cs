using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Apply;

/// <summary>
/// A set of paths, as FieldsV1 holds it. A path may be a member, have members below it, or both; being below a member does not make a
/// member. Never holds a branch without members.
/// </summary>
internal sealed class FieldSet
{
    public static readonly FieldSet Empty = new([], ImmutableSortedDictionary<PathElement, FieldSet>.Empty);

    private FieldSet(ImmutableSortedSet<PathElement> members, ImmutableSortedDictionary<PathElement, FieldSet> children)
    {
        Members = members;
        Children = children;
    }

    public ImmutableSortedSet<PathElement> Members { get; }

    public ImmutableSortedDictionary<PathElement, FieldSet> Children { get; }

    public bool IsEmpty => Members.IsEmpty && Children.IsEmpty;

    public static FieldSet Of(IEnumerable<PathElement> members, IEnumerable<KeyValuePair<PathElement, FieldSet>> children) =>
        new(members.ToImmutableSortedSet(), children.Where(child => !child.Value.IsEmpty).ToImmutableSortedDictionary());

    /// <exception cref="FormatException">It is not FieldsV1.</exception>
    public static FieldSet Parse(JsonObject fields)
    {
        var members = new List<PathElement>();
        var children = new List<KeyValuePair<PathElement, FieldSet>>();
        foreach (var (text, node) in fields)
        {
            if (text == ".") continue;
            var element = PathElement.Parse(text);
            var below = node as JsonObject ?? throw new FormatException($"'{text}' of FieldsV1 has to hold an object.");
            // An empty object is a member; one with fields is a member only if it says so.
            if (below.Count == 0 || below.ContainsKey(".")) members.Add(element);
            children.Add(new(element, Parse(below)));
        }
        return Of(members, children);
    }

    public JsonObject ToJson()
    {
        var result = new JsonObject();
        foreach (var element in Members.Union(Children.Keys))
        {
            var isMember = Members.Contains(element);
            var below = Children.TryGetValue(element, out var children) ? children.ToJson() : [];
            if (isMember && below.Count > 0) below.Insert(0, ".", new JsonObject());
            result[element.Text] = below;
        }
        return result;
    }

    public bool Has(PathElement element) => Members.Contains(element);

    /// <summary>What is below an element; empty when nothing is.</summary>
    public FieldSet Below(PathElement element) => Children.GetValueOrDefault(element, Empty);

    public FieldSet Union(FieldSet other)
    {
        if (IsEmpty) return other;
        if (other.IsEmpty) return this;
        return Of(Members.Union(other.Members), Children.Keys.Union(other.Children.Keys)
            .Select(element => KeyValuePair.Create(element, Below(element).Union(other.Below(element)))));
    }

    public FieldSet Intersect(FieldSet other) => Of(
        Members.Intersect(other.Members),
        Children.Where(child => other.Children.ContainsKey(child.Key))
            .Select(child => KeyValuePair.Create(child.Key, child.Value.Intersect(other.Children[child.Key]))));

    /// <summary>Paths of this set that are not in the other; a member stays when only something below it goes, and the reverse.</summary>
    public FieldSet Except(FieldSet other) => other.IsEmpty ? this : Of(
        Members.Except(other.Members),
        Children.Select(child => KeyValuePair.Create(child.Key, child.Value.Except(other.Below(child.Key)))));

    public bool SameAs(FieldSet other) =>
        Members.SetEquals(other.Members)
        && Children.Count == other.Children.Count
        && Children.All(child => other.Children.TryGetValue(child.Key, out var below) && child.Value.SameAs(below));

    /// <summary>Every member's path, those of a level before those below it, as the server iterates.</summary>
    public IEnumerable<string> Paths(string prefix = "") =>
        Members.Select(element => prefix + element)
            .Concat(Children.SelectMany(child => child.Value.Paths(prefix + child.Key)));
}
