using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Apply;

/// <summary>One step of a field's path, as FieldsV1 writes it: <c>f:name</c>, <c>k:{"name":"x"}</c> or <c>v:"x"</c>.</summary>
internal sealed class PathElement : IComparable<PathElement>, IEquatable<PathElement>
{
    private readonly PathElementKind _kind;
    private readonly ImmutableArray<(string Name, JsonElement Value)> _parts;

    private PathElement(PathElementKind kind, string text, ImmutableArray<(string, JsonElement)> parts)
    {
        _kind = kind;
        Text = text;
        _parts = parts;
    }

    /// <summary>The key of this element in FieldsV1.</summary>
    public string Text { get; }

    /// <summary>The field's name; null for an entry of a list.</summary>
    public string? FieldName => _kind == PathElementKind.Field ? Text[2..] : null;

    public bool IsKey => _kind == PathElementKind.Key;

    public static PathElement Field(string name) => new(PathElementKind.Field, "f:" + name, []);

    /// <summary>An entry of a list of which these fields are the key.</summary>
    public static PathElement Key(IEnumerable<(string Name, JsonElement Value)> parts)
    {
        var sorted = parts.OrderBy(part => part.Name, StringComparer.Ordinal).ToImmutableArray();
        var members = sorted.Select(part => $"{CanonicalJson.Quote(part.Name)}:{CanonicalJson.Write(part.Value)}");
        return new PathElement(PathElementKind.Key, $"k:{{{string.Join(',', members)}}}", sorted);
    }

    /// <summary>An entry of a set.</summary>
    public static PathElement Value(JsonElement value) => new(PathElementKind.Value, "v:" + CanonicalJson.Write(value), [("", value)]);

    /// <exception cref="FormatException">It is not an element of FieldsV1.</exception>
    public static PathElement Parse(string text)
    {
        if (text.StartsWith("f:", StringComparison.Ordinal)) return Field(text[2..]);
        if (text.StartsWith("k:", StringComparison.Ordinal))
            return Key(JsonElement.Parse(text[2..]).EnumerateObject().Select(part => (part.Name, part.Value)));
        if (text.StartsWith("v:", StringComparison.Ordinal)) return Value(JsonElement.Parse(text[2..]));
        throw new FormatException($"'{text}' is not an element of a FieldsV1 path.");
    }

    /// <summary>Fields before keys before values, each in its own order.</summary>
    public int CompareTo(PathElement? other)
    {
        if (other is null) return 1;
        if (_kind != other._kind) return _kind.CompareTo(other._kind);
        if (_kind == PathElementKind.Field) return string.CompareOrdinal(Text, other.Text);
        for (var i = 0; i < Math.Min(_parts.Length, other._parts.Length); i++)
        {
            var byName = string.CompareOrdinal(_parts[i].Name, other._parts[i].Name);
            if (byName != 0) return byName;
            var byValue = CanonicalJson.Compare(_parts[i].Value, other._parts[i].Value);
            if (byValue != 0) return byValue;
        }
        return _parts.Length.CompareTo(other._parts.Length);
    }

    public bool Equals(PathElement? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as PathElement);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>As conflicts print it: <c>.spec</c>, <c>[name="x"]</c>, <c>[="x"]</c>.</summary>
    public override string ToString() => _kind switch
    {
        PathElementKind.Field => "." + FieldName,
        PathElementKind.Key => $"[{string.Join(',', _parts.Select(part => $"{part.Name}={CanonicalJson.Write(part.Value)}"))}]",
        PathElementKind.Value => $"[={CanonicalJson.Write(_parts[0].Value)}]",
        _ => throw new InvalidOperationException($"Unknown kind {_kind}."),
    };

    internal static JsonElement ToElement(JsonNode? node) => JsonSerializer.SerializeToElement(node);

    private enum PathElementKind
    {
        Field,
        Key,
        Value,
    }
}
