using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Fleet.Domain.Clusters;
using Semver;

namespace Fleet.Domain.Releases;

/// <summary>
/// The version of a release in a catalog: semantic, for example <c>3.7.11</c> or <c>3.6.4+0.1665.p</c>. Two that differ in anything, build
/// metadata included, are two releases. Development builds (<c>3.x</c>) have none, since no order could be told.
/// </summary>
[JsonConverter(typeof(ParsableJsonConverter<ReleaseVersion>))]
public readonly record struct ReleaseVersion : IComparable<ReleaseVersion>, IParsable<ReleaseVersion>
{
    private readonly SemVersion? _value;

    private ReleaseVersion(SemVersion value) => _value = value;

    public ReleaseMinor Minor => new((int)Value.Major, (int)Value.Minor);

    internal SemVersion Value => _value ?? Zero;

    private static SemVersion Zero { get; } = new(0);

    /// <exception cref="FormatException">The text is no semantic version; the message says what one looks like.</exception>
    public static ReleaseVersion Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var version)
            ? version
            : throw new FormatException($"'{s}' is no version of a release: write MAJOR.MINOR.PATCH, for example 3.7.11.");

    /// <summary>Accepts a leading <c>v</c>, which some releases put into <c>status.currentVersion</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ReleaseVersion result)
    {
        result = default;
        if (!SemVersion.TryParse(s, SemVersionStyles.AllowLowerV, out var value, LongestText)) return false;
        // A minor is two ints wherever it is compared.
        if (value.Major > int.MaxValue || value.Minor > int.MaxValue) return false;
        result = new ReleaseVersion(value);
        return true;
    }

    public int CompareTo(ReleaseVersion other) => Value.CompareSortOrderTo(other.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}");

    public static bool operator <(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) >= 0;

    private const int LongestText = 128;
}
