using System.Collections.Immutable;

namespace Fleet.Simulator.Apply.Shapes;

/// <summary>How a value merges: what the server's schema says of it, as far as that matters to server-side apply.</summary>
internal abstract record Shape
{
    private Shape()
    {
    }

    /// <summary>Of the value at hand, once known. Only <see cref="Deduced"/> and <see cref="Whole"/> differ by value.</summary>
    public sealed record Scalar : Shape
    {
        public static readonly Scalar Instance = new();
    }

    /// <summary>A structure or a map.</summary>
    /// <param name="Fields">Named ones. A named field is not owned for being there, a key of a map is.</param>
    /// <param name="Element">Of keys that are not named; null when there may be none.</param>
    /// <param name="IsAtomic">Owned and replaced as a whole.</param>
    public sealed record Map(ImmutableDictionary<string, ShapeRef> Fields, ShapeRef? Element, bool IsAtomic) : Shape
    {
        public ShapeRef? Of(string key) => Fields.GetValueOrDefault(key, Element!);

        public bool Names(string key) => Fields.ContainsKey(key);
    }

    /// <summary>A list replaced as a whole (<see cref="IsAtomic"/>), of distinct values, or of entries known by their keys.</summary>
    /// <param name="Keys">Names of the fields that identify an entry; empty for a set and for an atomic list.</param>
    public sealed record List(ShapeRef Element, bool IsAtomic, ImmutableArray<string> Keys) : Shape;

    /// <summary>No schema: objects merge by key, lists are replaced.</summary>
    public sealed record Deduced : Shape
    {
        public static readonly Deduced Instance = new();
    }

    /// <summary>Anything, owned and replaced as a whole.</summary>
    public sealed record Whole : Shape
    {
        public static readonly Whole Instance = new();
    }
}
