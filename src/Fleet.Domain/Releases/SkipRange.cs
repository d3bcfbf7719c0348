using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Fleet.Domain.Clusters;
using Semver;

namespace Fleet.Domain.Releases;

/// <summary>
/// The versions that a release replaces without naming each, as OLM writes them: <c>&gt;=3.5.x &lt;3.6.1</c>. Alternatives are joined by
/// <c>||</c>. Pre-releases lie where their precedence puts them.
/// </summary>
[JsonConverter(typeof(ParsableJsonConverter<SkipRange>))]
public readonly record struct SkipRange : IParsable<SkipRange>
{
    private const int LongestText = 512;
    private readonly string? _text;
    private readonly SemVersionRange? _range;

    private SkipRange(string text, SemVersionRange range) => (_text, _range) = (text, range);

    public bool Contains(ReleaseVersion version) => _range?.Contains(version.Value) == true;

    /// <exception cref="FormatException">The text is no range; the message says what one looks like.</exception>
    public static SkipRange Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var range) ? range : throw new FormatException($"'{s}' is no range of versions: write one such as >=3.6.0 <3.7.11.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SkipRange result)
    {
        result = default;
        if (string.IsNullOrWhiteSpace(s) || !SemVersionRange.TryParseNpm(s, includeAllPrerelease: true, out var range, LongestText)) return false;
        result = new SkipRange(s, range);
        return true;
    }

    public bool Equals(SkipRange other) => _text == other._text;

    public override int GetHashCode() => _text?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _text ?? "";
}
