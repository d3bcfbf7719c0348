using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply.Merging;

/// <summary>
/// Fits a recorded set of fields to the shape of its kind before each write. Meant for schemas that changed, but seen without that: who owns a
/// map alone, without any of its keys, owns all of them afterwards.
/// </summary>
internal static class Reshaping
{
    public static FieldSet Fit(this FieldSet set, JsonObject live, Shape shape) => Fit(set, shape, Ownership.Of(live, shape));

    private static FieldSet Fit(FieldSet set, Shape shape, FieldSet live)
    {
        var members = set.Members;
        var children = set.Children.ToBuilder();
        foreach (var element in set.Members.Union(set.Children.Keys))
        {
            var below = set.Below(element);
            var isLeaf = set.Has(element) && below.IsEmpty;
            switch (Of(shape, element))
            {
                case Shape.Map { IsAtomic: true } or Shape.List { IsAtomic: true } or Shape.Whole when !below.IsEmpty:
                    members = members.Add(element);
                    children.Remove(element);
                    break;
                case Shape.Scalar or Shape.Whole or Shape.Map { IsAtomic: true } or Shape.List { IsAtomic: true }:
                    break;
                case var granular:
                    children[element] = isLeaf ? live.Below(element) : Fit(below, granular, live.Below(element));
                    break;
            }
        }
        return FieldSet.Of(members, children);
    }

    private static Shape Of(Shape shape, PathElement element) => shape switch
    {
        Shape.Map map when element.FieldName is { } name => map.Of(name)?.Shape ?? Shape.Deduced.Instance,
        Shape.List list => list.Element.Shape,
        _ => Shape.Deduced.Instance,
    };
}
