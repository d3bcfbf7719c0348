using System.Globalization;

namespace Fleet.Domain.Releases;

/// <summary>Orders texts that are versions or minors as these: 3.10 comes after 3.9. Clusters may report anything, so no text is refused.</summary>
public sealed class VersionOrder : IComparer<string>
{
    private VersionOrder()
    {
    }

    public static VersionOrder Instance { get; } = new();

    /// <summary>A text that compares byte by byte as the version does.</summary>
    public static string KeyOf(string version) => string.Join(
        '.', version.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number.ToString("d10", CultureInfo.InvariantCulture) : part));

    /// <summary>0 for the same text only.</summary>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return string.CompareOrdinal(x, y);
        return string.CompareOrdinal(KeyOf(x), KeyOf(y)) is not 0 and var order ? order : string.CompareOrdinal(x, y);
    }
}
