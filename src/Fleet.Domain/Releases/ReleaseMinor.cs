using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fleet.Domain.Releases;

/// <summary>
/// The minor of a release, for example <c>3.7</c>. What is rendered depends on it, and on nothing else of the version: version-dependent
/// facts are conditions of the form <c>minor.AtLeast(3, 7)</c> in the component they touch.
/// </summary>
public readonly record struct ReleaseMinor(int Major, int Minor) : IComparable<ReleaseMinor>, IParsable<ReleaseMinor>
{
    /// <summary>The oldest minor that can be rendered.</summary>
    public static readonly ReleaseMinor Oldest = new(3, 4);

    /// <summary>The newest minor that can be rendered.</summary>
    public static readonly ReleaseMinor Newest = new(3, 17);

    /// <summary>Whether the fleet knows what this minor renders.</summary>
    public bool IsSupported => CompareTo(Oldest) >= 0 && CompareTo(Newest) <= 0;

    public bool AtLeast(int major, int minor) => CompareTo(new ReleaseMinor(major, minor)) >= 0;

    public bool Before(int major, int minor) => !AtLeast(major, minor);

    public int CompareTo(ReleaseMinor other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <exception cref="FormatException">The text does not begin with two numbers joined by a dot.</exception>
    public static ReleaseMinor Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var minor)
            ? minor
            : throw new FormatException($"'{s}' names no release minor: write it as MAJOR.MINOR, for example 3.7.");

    /// <summary>Accepts <c>3.7</c> as well as a whole version, <c>3.7.10</c> or <c>v3.7.10-1</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ReleaseMinor result)
    {
        result = default;
        var parts = s?.TrimStart('v').Split('.') ?? [];
        if (parts.Length < 2 || !TryNumber(parts[0], out var major) || !TryNumber(parts[1], out var minor)) return false;
        result = new ReleaseMinor(major, minor);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    public static bool operator <(ReleaseMinor left, ReleaseMinor right) => left.CompareTo(right) < 0;

    public static bool operator >(ReleaseMinor left, ReleaseMinor right) => left.CompareTo(right) > 0;

    public static bool operator <=(ReleaseMinor left, ReleaseMinor right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ReleaseMinor left, ReleaseMinor right) => left.CompareTo(right) >= 0;

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
