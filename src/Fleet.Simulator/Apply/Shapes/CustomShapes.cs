using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Apply.Shapes;

/// <summary>The shape of a custom resource, from the schema of its definition.</summary>
internal static class CustomShapes
{
    /// <param name="schema">The version's openAPIV3Schema; null when there is none, and everything is deduced.</param>
    public static ShapeRef Of(JsonObject? schema)
    {
        var root = schema is null ? new Shape.Map(ImmutableDictionary<string, ShapeRef>.Empty, ShapeRef.Deduced, IsAtomic: false) : Structure(schema, keepsUnknown: false);
        // Whatever the definition says of them, the server knows these itself.
        var shape = root with
        {
            Fields = root.Fields
                .SetItem("apiVersion", ShapeRef.Scalar)
                .SetItem("kind", ShapeRef.Scalar)
                .SetItem("metadata", BuiltInShapes.ObjectMeta),
        };
        return new ShapeRef(() => shape);
    }

    private static ShapeRef Read(JsonObject schema, bool keepsUnknown)
    {
        Shape shape = (string?)schema["type"] switch
        {
            "object" => Structure(schema, keepsUnknown),
            "array" => List(schema, keepsUnknown),
            null => KeepsUnknown(schema, keepsUnknown) ? Shape.Deduced.Instance : Shape.Whole.Instance,
            _ => Shape.Scalar.Instance,
        };
        return new ShapeRef(() => shape);
    }

    private static Shape.Map Structure(JsonObject schema, bool keepsUnknown)
    {
        keepsUnknown = KeepsUnknown(schema, keepsUnknown);
        var isAtomic = (string?)schema["x-kubernetes-map-type"] == "atomic";
        if (schema["properties"] is JsonObject { Count: > 0 } properties)
        {
            var fields = properties.ToImmutableDictionary(field => field.Key, field => Read((JsonObject)field.Value!, keepsUnknown));
            return new Shape.Map(fields, keepsUnknown ? ShapeRef.Deduced : null, isAtomic);
        }
        var element = schema["additionalProperties"] is JsonObject additional ? Read(additional, keepsUnknown)
            : keepsUnknown ? ShapeRef.Deduced
            : ShapeRef.Whole;
        return new Shape.Map(ImmutableDictionary<string, ShapeRef>.Empty, element, isAtomic);
    }

    private static Shape.List List(JsonObject schema, bool keepsUnknown)
    {
        var element = schema["items"] is JsonObject items ? Read(items, KeepsUnknown(schema, keepsUnknown)) : ShapeRef.Whole;
        return (string?)schema["x-kubernetes-list-type"] switch
        {
            "map" => new Shape.List(element, IsAtomic: false, [.. schema["x-kubernetes-list-map-keys"]!.AsArray().Select(key => (string)key!)]),
            "set" => new Shape.List(element, IsAtomic: false, []),
            _ => new Shape.List(element, IsAtomic: true, []),
        };
    }

    private static bool KeepsUnknown(JsonObject schema, bool inherited) =>
        inherited || (bool?)schema["x-kubernetes-preserve-unknown-fields"] == true;
}
