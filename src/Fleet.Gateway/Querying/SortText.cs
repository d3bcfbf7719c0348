using System.Collections.Concurrent;
using System.Globalization;
using Fleet.Domain.Releases;

namespace Fleet.Gateway.Querying;

/// <summary>Values as texts that compare byte by byte as the values do.</summary>
internal static class SortText
{
    private const int MostVersions = 1000;

    private static readonly ConcurrentDictionary<string, string> Versions = new(StringComparer.Ordinal);

    public static string Of(bool value) => value ? "1" : "0";

    /// <param name="value">Not negative.</param>
    public static string Of(int value) => value.ToString("d10", CultureInfo.InvariantCulture);

    /// <param name="ticks">Of a moment; 0 for never.</param>
    public static string Of(long ticks) => ticks.ToString("d19", CultureInfo.InvariantCulture);

    /// <summary>3.10.0 comes after 3.9.1; none before all.</summary>
    public static string OfVersion(string? version)
    {
        if (version is null) return "";
        if (Versions.TryGetValue(version, out var known)) return known;
        // A fleet has a few, and each is asked for ten thousand times; what a cluster makes up does not stay.
        if (Versions.Count >= MostVersions) Versions.Clear();
        return Versions[version] = VersionOrder.KeyOf(version);
    }
}
