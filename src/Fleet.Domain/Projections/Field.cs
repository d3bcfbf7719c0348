using System.Globalization;
using System.Text.Json;
using Fleet.Domain.Sharing;

namespace Fleet.Domain.Projections;

/// <summary>
/// A value of an object, read tolerantly: absent and null are the same, and a wrong type is noted in <paramref name="Problems"/> and reads as
/// absent. Problems name the path and the type, never the value.
/// </summary>
public readonly record struct Field(JsonElement Element, string Path, List<string> Problems)
{
    public bool IsAbsent => Element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public Field this[string name] => new(
        Is(JsonValueKind.Object, "an object") && Element.TryGetProperty(name, out var child) ? child : default,
        Path.Length == 0 ? name : $"{Path}.{name}",
        Problems);

    public Field? AsObject() => Is(JsonValueKind.Object, "an object") ? this : null;

    public string? Text()
    {
        if (!Is(JsonValueKind.String, "a string")) return null;
        try
        {
            return Element.GetString() is { } text ? SharedText.Of(text) : null;
        }
        catch (InvalidOperationException)
        {
            Problems.Add($"{Path}: not valid Unicode");
            return null;
        }
    }

    /// <summary>A quantity or the like, which may be written as a string or a number.</summary>
    public string? TextOrNumber() => Element.ValueKind == JsonValueKind.Number ? Element.GetRawText() : Text();

    public long? Number()
    {
        if (!Is(JsonValueKind.Number, "a number")) return null;
        if (Element.TryGetInt64(out var number)) return number;
        Problems.Add($"{Path}: must be a whole number");
        return null;
    }

    public int? Count()
    {
        var number = Number();
        if (number is null or (>= int.MinValue and <= int.MaxValue)) return (int?)number;
        Problems.Add($"{Path}: is out of range");
        return null;
    }

    public bool Flag()
    {
        if (Element.ValueKind is JsonValueKind.True or JsonValueKind.False) return Element.GetBoolean();
        if (!IsAbsent) Problems.Add($"{Path}: must be true or false");
        return false;
    }

    public DateTimeOffset? Time()
    {
        if (Text() is not { Length: > 0 } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        Problems.Add($"{Path}: must be an RFC 3339 time");
        return null;
    }

    public IEnumerable<Field> Items()
    {
        if (!Is(JsonValueKind.Array, "a list")) yield break;
        var index = 0;
        foreach (var item in Element.EnumerateArray()) yield return new Field(item, $"{Path}[{index++}]", Problems);
    }

    public IEnumerable<KeyValuePair<string, Field>> Members()
    {
        if (!Is(JsonValueKind.Object, "an object")) yield break;
        foreach (var member in Element.EnumerateObject())
            if (NameOf(member) is { } name)
                yield return new(name, new Field(member.Value, $"{Path}.{name}", Problems));
    }

    /// <summary>The value as compact JSON, when it has the wanted type.</summary>
    public string? CompactJson(JsonValueKind wanted, string description)
    {
        if (!Is(wanted, description)) return null;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            try
            {
                Element.WriteTo(writer);
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException)
            {
                Problems.Add($"{Path}: not valid Unicode");
                return null;
            }
        }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private bool Is(JsonValueKind wanted, string description)
    {
        if (Element.ValueKind == wanted) return true;
        if (!IsAbsent) Problems.Add($"{Path}: must be {description}");
        return false;
    }
}
