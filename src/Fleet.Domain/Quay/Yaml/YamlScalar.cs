using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fleet.Domain.Quay.Yaml;

/// <summary>
/// What an unquoted YAML scalar means by the YAML 1.1 rules the Quay Operator reads bundles with: <c>yes</c> and <c>on</c> are true, a leading
/// zero means octal, underscores group digits, and dates stay text.
/// </summary>
public static partial class YamlScalar
{
    /// <summary>Integers beyond this lose digits, as they do when read through JSON.</summary>
    private const long LargestExactInteger = 1L << 53;

    /// <summary>The value of an unquoted scalar; null for YAML's null.</summary>
    /// <exception cref="YamlFormatException">The value cannot be told in JSON (<c>.nan</c>, <c>.inf</c>).</exception>
    public static JsonNode? Resolve(string text)
    {
        if (IsNull(text)) return null;
        if (ToBoolean(text) is { } boolean) return boolean;
        if (text.Length == 0 || text[0] is not ((>= '0' and <= '9') or '-' or '+' or '.')) return text;
        if (IsUnboundedFloat(text)) throw new YamlFormatException($"the number '{text}' has no finite value: put it in quotes if it is text");
        return ToInteger(text.Replace("_", "", StringComparison.Ordinal)) ?? ToFloat(text) ?? JsonValue.Create(text);
    }

    /// <summary>The value of an unquoted scalar by the rules of YAML 1.2, which Kubernetes manifests are written for: <c>y</c> and <c>on</c>
    /// are text.</summary>
    /// <exception cref="YamlFormatException">The value cannot be told in JSON (<c>.nan</c>, <c>.inf</c>).</exception>
    public static JsonNode? ResolveCore(string text) => text switch
    {
        _ when IsNull(text) => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when ToBoolean(text) is not null || text.Contains('_', StringComparison.Ordinal) => text,
        _ => Resolve(text),
    };

    /// <summary>Whether YAML 1.1 reads the text, unquoted, as text; numbers to the base of 60 are none either.</summary>
    public static bool IsText(string text) =>
        !IsNull(text) && !IsUnboundedFloat(text) && text != "<<" && !IsBase60(text) && Resolve(text) is JsonValue value && value.TryGetValue<string>(out _)
        && !IsDate(text);

    /// <summary>Whether the text, written without quotes, would be read back as this very text.</summary>
    public static bool StaysText(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && !IsNull(text) && ToBoolean(text) is null;

    private static bool IsBase60(string text) => Base60().IsMatch(text);

    private static bool IsDate(string text) => Date().IsMatch(text);

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$")]
    private static partial Regex Base60();

    /// <summary>Dates are quoted when written, since other readers make dates of them.</summary>
    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ][ \t]*[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})")]
    private static partial Regex Date();

    private static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    private static bool? ToBoolean(string text) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    private static bool IsUnboundedFloat(string text) =>
        text is ".nan" or ".NaN" or ".NAN" || text.TrimStart('+', '-') is ".inf" or ".Inf" or ".INF";

    private static JsonValue? ToInteger(string text)
    {
        var negative = text[0] == '-';
        var digits = negative || text[0] == '+' ? text[1..] : text;
        var (radix, body) = digits switch
        {
            ['0', 'x' or 'X', .. var hex] => (16, hex),
            ['0', 'b' or 'B', .. var binary] => (2, binary),
            ['0', 'o' or 'O', .. var octal] => (8, octal),
            ['0', .. { Length: > 0 } octal] => (8, octal),
            _ => (10, digits),
        };
        if (body.Length == 0) return null;
        var magnitude = Int128.Zero;
        foreach (var c in body)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix) return null;
            magnitude = magnitude * radix + digit;
            if (magnitude > ulong.MaxValue) return null;
        }
        if (negative) magnitude = -magnitude;
        return magnitude >= -LargestExactInteger && magnitude <= LargestExactInteger
            ? JsonValue.Create((long)magnitude)
            : JsonValue.Create((double)magnitude);
    }

    private static JsonValue? ToFloat(string text) =>
        text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E')
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : null;
}
