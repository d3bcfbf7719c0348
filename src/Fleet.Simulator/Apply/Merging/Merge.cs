using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply.Merging;

/// <summary>Lays an applied object over the live one. Nothing goes away by it.</summary>
internal static class Merge
{
    /// <returns>A new object; neither argument is changed.</returns>
    public static JsonObject Over(JsonObject live, JsonObject applied, Shape shape) =>
        (JsonObject?)Slots(Slot.Of(live), Slot.Of(applied), shape).Node ?? [];

    private static Slot Slots(Slot live, Slot applied, Shape shape)
    {
        switch (applied.Settle(shape))
        {
            case Shape.Map { IsAtomic: false } map when live.Object is { Count: > 0 } || applied.Object is { Count: > 0 }:
                return Slot.Of(Fields(live.Object, applied.Object, map));
            case Shape.List { IsAtomic: false } list when live.Array is { Count: > 0 } || applied.Array is { Count: > 0 }:
                return Slot.Of(Entries(live.Array, applied.Array, list));
            default:
                var kept = applied.IsPresent ? applied : live;
                return kept with { Node = kept.Node?.DeepClone() };
        }
    }

    private static JsonObject Fields(JsonObject? live, JsonObject? applied, Shape.Map map)
    {
        var result = new JsonObject();
        foreach (var key in (live ?? []).Select(field => field.Key).Union((applied ?? []).Select(field => field.Key)))
        {
            var shape = map.Of(key) ?? throw new UnmergeableException($".{key}: field not declared in schema");
            var merged = Slots(Slot.In(live, key), Slot.In(applied, key), shape.Shape);
            if (merged.IsPresent) result[key] = merged.Node;
        }
        return result;
    }

    // The live order first, then what is new in the order applied.
    private static JsonArray Entries(JsonArray? live, JsonArray? applied, Shape.List list)
    {
        var (left, right) = (ListEntries.Index(list, live), ListEntries.Index(list, applied));
        var result = new JsonArray();
        foreach (var element in left.Keys.Union(right.Keys))
        {
            var merged = Slots(
                left.TryGetValue(element, out var was) ? Slot.Of(was) : Slot.Absent,
                right.TryGetValue(element, out var becomes) ? Slot.Of(becomes) : Slot.Absent,
                list.Element.Shape);
            if (merged.IsPresent) result.Add(merged.Node);
        }
        return result;
    }
}
