using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;

namespace Fleet.Simulator.Apply.Merging;

/// <summary>A place in a document: absent, null, or a value.</summary>
internal readonly record struct Slot(bool IsPresent, JsonNode? Node)
{
    public static readonly Slot Absent = new(false, null);

    public JsonObject? Object => Node as JsonObject;

    public JsonArray? Array => Node as JsonArray;

    public static Slot Of(JsonNode? node) => new(true, node);

    public static Slot In(JsonObject? parent, string key) =>
        parent is not null && parent.TryGetPropertyValue(key, out var node) ? Of(node) : Absent;

    public bool SameAs(Slot other) => IsPresent == other.IsPresent && JsonNode.DeepEquals(Node, other.Node);

    /// <summary>The shape of this value: without a schema it follows from the value.</summary>
    public Shape Settle(Shape shape) => shape switch
    {
        Shape.Whole => Shape.Scalar.Instance,
        Shape.Deduced => Node?.GetValueKind() switch
        {
            // Of nothing, anything may come: the server walks it as it would a map.
            null or JsonValueKind.Object or JsonValueKind.Null => DeducedMap,
            JsonValueKind.Array => DeducedList,
            _ => Shape.Scalar.Instance,
        },
        _ => shape,
    };

    private static readonly Shape.Map DeducedMap =
        new(System.Collections.Immutable.ImmutableDictionary<string, ShapeRef>.Empty, ShapeRef.Deduced, IsAtomic: false);

    private static readonly Shape.List DeducedList = new(ShapeRef.Deduced, IsAtomic: true, []);
}
