using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply.Merging;

/// <summary>Which paths an object mentions, and which of them only carry others.</summary>
internal static class Ownership
{
    /// <summary>What somebody who applies this object owns: leaves, keys of maps and entries of lists.</summary>
    public static FieldSet Of(JsonObject applied, Shape shape)
    {
        var set = new FieldSetBuilder();
        Visit(Slot.Of(applied), shape, [], set);
        return set.Build();
    }

    /// <summary>The set with the named fields that carry members made members themselves, so that they can be removed or kept like these.</summary>
    public static FieldSet WithNamedFields(this FieldSet set, Shape shape)
    {
        var named = set.Children.Keys.Where(element => shape is Shape.Map map && element.FieldName is { } name && map.Names(name));
        return FieldSet.Of(
            set.Members.Union(named),
            set.Children.Select(child => KeyValuePair.Create(child.Key, child.Value.WithNamedFields(Under(shape, child.Key)))));
    }

    private static Shape Under(Shape shape, PathElement element) => shape switch
    {
        Shape.Map map when element.FieldName is { } name => map.Of(name)?.Shape ?? Shape.Deduced.Instance,
        Shape.List list when element.IsKey => list.Element.Shape,
        _ => Shape.Deduced.Instance,
    };

    private static void Visit(Slot value, Shape shape, List<PathElement> path, FieldSetBuilder set)
    {
        switch (value.Settle(shape))
        {
            case Shape.Map { IsAtomic: false } map:
                foreach (var (key, field) in value.Object ?? [])
                {
                    var below = map.Of(key) ?? throw new UnmergeableException($".{key}: field not declared in schema");
                    path.Add(PathElement.Field(key));
                    Visit(Slot.Of(field), below.Shape, path, set);
                    if (!map.Names(key)) set.Add(path);
                    path.RemoveAt(path.Count - 1);
                }
                break;
            case Shape.List { IsAtomic: false } list:
                foreach (var entry in value.Array ?? [])
                {
                    path.Add(ListEntries.Identify(list, entry));
                    Visit(Slot.Of(entry), list.Element.Shape, path, set);
                    set.Add(path);
                    path.RemoveAt(path.Count - 1);
                }
                break;
            default:
                set.Add(path);
                break;
        }
    }
}
