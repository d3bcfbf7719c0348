using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply.Merging;

/// <summary>What differs between two objects of a kind. No path is in more than one of the sets.</summary>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    public FieldSet Written => Added.Union(Modified);

    public static Comparison Of(JsonObject before, JsonObject after, Shape shape)
    {
        var walk = new Walk();
        walk.Compare(Slot.Of(before), Slot.Of(after), shape);
        return new Comparison(walk.Added.Build(), walk.Modified.Build(), walk.Removed.Build());
    }

    private sealed class Walk
    {
        private readonly List<PathElement> _path = [];

        public FieldSetBuilder Added { get; } = new();

        public FieldSetBuilder Modified { get; } = new();

        public FieldSetBuilder Removed { get; } = new();

        public void Compare(Slot before, Slot after, Shape shape)
        {
            var (left, right) = (before.Settle(shape), after.Settle(shape));
            // Where a value changes its shape, what was and what is are both walked.
            if (!Equals(left, right)) CompareAs(before, after, left);
            var wasLeaf = CompareAs(before, after, right);
            if (wasLeaf) return;
            if (!before.IsPresent) Added.Add(_path);
            else if (!after.IsPresent) Removed.Add(_path);
        }

        private bool CompareAs(Slot before, Slot after, Shape shape)
        {
            switch (shape)
            {
                case Shape.Map { IsAtomic: false } map when before.Object is { Count: > 0 } || after.Object is { Count: > 0 }:
                    CompareFields(before.Object, after.Object, map);
                    return false;
                case Shape.List { IsAtomic: false } list when before.Array is { Count: > 0 } || after.Array is { Count: > 0 }:
                    CompareEntries(before.Array, after.Array, list);
                    return false;
                default:
                    Leaf(before, after);
                    return true;
            }
        }

        private void Leaf(Slot before, Slot after)
        {
            if (!before.IsPresent) Added.Add(_path);
            else if (!after.IsPresent) Removed.Add(_path);
            else if (!before.SameAs(after)) Modified.Add(_path);
        }

        private void CompareFields(JsonObject? before, JsonObject? after, Shape.Map map)
        {
            foreach (var key in (before ?? []).Select(field => field.Key).Union((after ?? []).Select(field => field.Key)))
            {
                var shape = map.Of(key) ?? throw new UnmergeableException($".{key}: field not declared in schema");
                _path.Add(PathElement.Field(key));
                Compare(Slot.In(before, key), Slot.In(after, key), shape.Shape);
                _path.RemoveAt(_path.Count - 1);
            }
        }

        private void CompareEntries(JsonArray? before, JsonArray? after, Shape.List list)
        {
            var (left, right) = (ListEntries.Index(list, before), ListEntries.Index(list, after));
            foreach (var element in left.Keys.Union(right.Keys))
            {
                _path.Add(element);
                Compare(Find(left, element), Find(right, element), list.Element.Shape);
                _path.RemoveAt(_path.Count - 1);
            }
        }

        private static Slot Find(Dictionary<PathElement, JsonNode?> entries, PathElement element) =>
            entries.TryGetValue(element, out var entry) ? Slot.Of(entry) : Slot.Absent;
    }
}
