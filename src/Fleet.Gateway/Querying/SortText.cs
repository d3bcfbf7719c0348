using System.Globalization;

namespace Fleet.Gateway.Querying;

/// <summary>Values as texts that compare byte by byte as the values do.</summary>
internal static class SortText
{
    public static string Of(bool value) => value ? "1" : "0";

    /// <param name="value">Not negative.</param>
    public static string Of(int value) => value.ToString("d10", CultureInfo.InvariantCulture);

    /// <summary>Never comes before everything.</summary>
    public static string Of(DateTimeOffset? value) => (value?.UtcTicks ?? 0).ToString("d19", CultureInfo.InvariantCulture);

    /// <summary>3.10.0 comes after 3.9.1; none before all.</summary>
    public static string OfVersion(string? version) => version is null
        ? ""
        : string.Join('.', version.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number.ToString("d6", CultureInfo.InvariantCulture) : part));
}
