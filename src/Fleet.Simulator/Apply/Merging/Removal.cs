using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply.Merging;

/// <summary>Takes fields and entries out of an object.</summary>
internal static class Removal
{
    /// <returns>A new object. What becomes empty by it becomes null, as on the server.</returns>
    public static JsonObject Without(this JsonObject value, FieldSet removed, Shape shape) =>
        removed.IsEmpty ? (JsonObject)value.DeepClone() : (JsonObject?)Strip(Slot.Of(value), removed, shape) ?? [];

    private static JsonNode? Strip(Slot value, FieldSet removed, Shape shape)
    {
        switch (value.Settle(shape))
        {
            case Shape.Map map:
                if (map.IsAtomic || value.Object is not { Count: > 0 } fields) return null;
                var kept = new JsonObject();
                foreach (var (key, field) in fields)
                {
                    var element = PathElement.Field(key);
                    if (removed.Has(element)) continue;
                    kept[key] = Below(Slot.Of(field), removed.Below(element), map.Of(key)?.Shape ?? Shape.Deduced.Instance);
                }
                return kept.Count > 0 ? kept : null;
            case Shape.List list:
                if (list.IsAtomic || value.Array is not { Count: > 0 } entries) return null;
                var left = entries.Select(entry => (Entry: entry, Element: ListEntries.Identify(list, entry)))
                    .Where(item => !removed.Has(item.Element))
                    .Select(item => Below(Slot.Of(item.Entry), removed.Below(item.Element), list.Element.Shape))
                    .ToArray();
                return left.Length > 0 ? new JsonArray(left) : null;
            default:
                return value.Node?.DeepClone();
        }
    }

    private static JsonNode? Below(Slot value, FieldSet removed, Shape shape) =>
        removed.IsEmpty ? value.Node?.DeepClone() : Strip(value, removed, shape);
}
