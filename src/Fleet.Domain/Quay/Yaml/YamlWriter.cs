using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fleet.Domain.Quay.Yaml;

/// <summary>Writes JSON nodes as block-style YAML.</summary>
public static class YamlWriter
{
    /// <summary>One document, without a leading <c>---</c>, ending in a line break.</summary>
    public static string Write(JsonNode? node, YamlLayout layout = YamlLayout.Manifest) => Write([node], layout);

    /// <summary>Documents separated by <c>---</c>.</summary>
    public static string Write(IEnumerable<JsonNode?> documents, YamlLayout layout = YamlLayout.Manifest)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var first = true;
        foreach (var document in documents)
        {
            if (!first) text.Write("---\n");
            first = false;
            WriteDocument(text, document, layout);
        }
        return text.ToString();
    }

    private static void WriteDocument(StringWriter text, JsonNode? node, YamlLayout layout)
    {
        using var document = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var wide = layout == YamlLayout.WideConfiguration;
        var emitter = new Emitter(document, new EmitterSettings(
            bestIndent: wide ? 4 : 2, bestWidth: layout == YamlLayout.Configuration ? 80 : int.MaxValue, isCanonical: false,
            maxSimpleKeyLength: 1024, skipAnchorName: true, indentSequences: wide, newLine: "\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node, layout);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        var body = document.ToString();
        // The emitter marks a document whose last scalar ends in kept line breaks.
        text.Write(body.EndsWith("...\n", StringComparison.Ordinal) && node is JsonValue or null ? body[..^4] : body);
        if (!body.EndsWith('\n')) text.Write('\n');
    }

    private static void Emit(Emitter emitter, JsonNode? node, YamlLayout layout)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in layout == YamlLayout.Manifest ? map.AsEnumerable() : map.OrderBy(member => member.Key, NaturalOrder.Instance))
                {
                    emitter.Emit(Key(key, layout));
                    Emit(emitter, value, layout);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list) Emit(emitter, item, layout);
                emitter.Emit(new SequenceEnd());
                break;
            case null:
                emitter.Emit(new Scalar("null"));
                break;
            default:
                emitter.Emit(Value(node, layout));
                break;
        }
    }

    private static Scalar Value(JsonNode value, YamlLayout layout) => value.GetValueKind() switch
    {
        JsonValueKind.String => Text(value.GetValue<string>(), layout),
        JsonValueKind.True => new Scalar("true"),
        JsonValueKind.False => new Scalar("false"),
        _ => new Scalar(Number(value)),
    };

    private static string Number(JsonNode value) =>
        value.AsValue().TryGetValue<double>(out var number) && Math.Abs(number) < 1e21 && number.ToString("R", CultureInfo.InvariantCulture).Split("E+") is [var mantissa, var exponent]
            ? WithoutExponent(mantissa, int.Parse(exponent, CultureInfo.InvariantCulture))
            : value.ToJsonString();

    /// <summary>Large whole numbers keep the look of whole numbers: <c>1.5E+16</c> is written <c>15000000000000000</c>.</summary>
    private static string WithoutExponent(string mantissa, int exponent)
    {
        var sign = mantissa[0] == '-' ? "-" : "";
        var digits = mantissa.TrimStart('-').Replace(".", "", StringComparison.Ordinal);
        return sign + digits.PadRight(exponent + 1, '0');
    }

    private static Scalar Text(string text, YamlLayout layout)
    {
        var style = layout == YamlLayout.Manifest ? ManifestStyle(text) : ConfigurationStyle(text);
        return new Scalar(AnchorName.Empty, TagName.Empty, text, style, style == ScalarStyle.Plain, true);
    }

    /// <summary>Settings have plain names. Readers stumble over odd ones, so those are quoted in any layout.</summary>
    private static Scalar Key(string key, YamlLayout layout) => key.Length > 0 && key.All(IsPlain)
        ? Text(key, layout)
        : new Scalar(AnchorName.Empty, TagName.Empty, key, ScalarStyle.DoubleQuoted, false, true);

    private static ScalarStyle ConfigurationStyle(string text) =>
        text.All(IsVisible) && YamlScalar.IsText(text) ? FitsPlain(text) ? ScalarStyle.Plain : ScalarStyle.SingleQuoted
        : text.Contains('\n', StringComparison.Ordinal) && text.All(c => c == '\n' || IsVisible(c)) && FitsLiteral(text) ? ScalarStyle.Literal
        : ScalarStyle.DoubleQuoted;

    private static ScalarStyle ManifestStyle(string text) =>
        YamlScalar.StaysText(text) && text.All(IsPlain) && text[^1] != ':' ? ScalarStyle.Plain
        : text.Contains('\n', StringComparison.Ordinal) && text.All(IsLiteral) && FitsLiteral(text) ? ScalarStyle.Literal
        : ScalarStyle.DoubleQuoted;

    /// <summary>
    /// Whether no reader takes a part of the unquoted text for an indicator. Where libraries differ about an odd text it is quoted, at the
    /// price of another byte than the operator's.
    /// </summary>
    private static bool FitsPlain(string text)
    {
        if (text[^1] is ' ' or ':' || text.Contains(" #", StringComparison.Ordinal)) return false;
        if (text.StartsWith("...", StringComparison.Ordinal) || text.StartsWith("---", StringComparison.Ordinal)) return false;
        for (var i = 0; i < text.Length - 1; i++)
            if (text[i] == ':' && !IsHarmless(text[i + 1])) return false;
        return text[0] is ':' or '-' ? text.Length > 1 && char.IsLetterOrDigit(text[1]) : IsHarmless(text[0]);

        static bool IsHarmless(char c) => char.IsLetterOrDigit(c) || c is '/' or '.' or '_' or '+' or '=' or '$' or '(' or ';' or '\\';
    }

    /// <summary>Spaces at the edges of lines would need hints that readers treat differently.</summary>
    private static bool FitsLiteral(string text) => text[0] is not (' ' or '\n') && !text.Contains(" \n", StringComparison.Ordinal);

    /// <summary>No control character, and none that some readers take for a line break or a byte order mark.</summary>
    private static bool IsVisible(char c) => !char.IsControl(c) && c is not ('\u2028' or '\u2029' or '\ufeff');

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '@' or '+' or '=' or '%';

    private static bool IsLiteral(char c) => c is '\n' or (>= ' ' and <= '~');
}
