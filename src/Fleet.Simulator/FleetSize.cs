using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleet.Simulator;

/// <summary>How many clusters, and registries on each; as text <c>3x20</c>.</summary>
public sealed partial record FleetSize(int Clusters, int Registries)
{
    public const int MostClusters = 10_000;
    public const int MostRegistries = 1_000;

    /// <summary>What the text has to be like, for whoever wrote another.</summary>
    public static string Form { get; } = string.Create(
        CultureInfo.InvariantCulture, $"CLUSTERSxREGISTRIES, such as 3x20, with 1 to {MostClusters} clusters and 0 to {MostRegistries} registries each");

    public static bool TryParse(string text, [NotNullWhen(true)] out FleetSize? size)
    {
        size = Text().Match(text) is { Success: true } match
            && Number(match.Groups[1]) is >= 1 and <= MostClusters and var clusters
            && Number(match.Groups[2]) is >= 0 and <= MostRegistries and var registries
                ? new FleetSize(clusters, registries)
                : null;
        return size is not null;
    }

    private static int Number(Capture text) => int.Parse(text.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{1,6})x(\d{1,6})$")]
    private static partial Regex Text();
}
