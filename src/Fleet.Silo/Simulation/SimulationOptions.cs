using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleet.Silo.Simulation;

/// <summary>Simulated clusters beside the server.</summary>
/// <param name="Clusters">1 to 10,000; called <c>sim-1</c> and so on.</param>
/// <param name="Registries">Of each cluster, 0 to 1,000.</param>
/// <param name="Delay">How long workloads take to become ready; 0 to one hour.</param>
/// <param name="Trouble">Some registries are unhealthy, and the last cluster is lost once it has been seen.</param>
public sealed partial record SimulationOptions(int Clusters, int Registries, TimeSpan Delay, bool Trouble)
{
    private const int MostClusters = 10_000;
    private const int MostRegistries = 1_000;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>What is wrong with the texts, each problem with its remedy; nothing when they can be read.</summary>
    public static IEnumerable<string> Check(string size, string delay)
    {
        if (size.Length > 0 && ParseSize(size) is null)
            yield return $"--simulate '{size}' cannot be read: give CLUSTERSxREGISTRIES, such as 3x20, with 1 to {MostClusters} clusters and 0 to {MostRegistries} registries each.";
        if (ParseDelay(delay) is null) yield return $"--simulate-delay '{delay}' cannot be read: give a time such as 500ms, 2s or 1m, at most 1h.";
    }

    /// <summary>Null when the size is empty.</summary>
    /// <exception cref="FormatException">A text is not what <see cref="Check"/> accepts.</exception>
    public static SimulationOptions? Read(string size, string delay, bool trouble)
    {
        if (size.Length == 0) return null;
        var (clusters, registries) = ParseSize(size) ?? throw new FormatException(size);
        return new SimulationOptions(clusters, registries, ParseDelay(delay) ?? throw new FormatException(delay), trouble);
    }

    private static (int Clusters, int Registries)? ParseSize(string text) =>
        Size().Match(text) is { Success: true } match
        && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is >= 1 and <= MostClusters and var clusters
        && int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) is >= 0 and <= MostRegistries and var registries
            ? (clusters, registries)
            : null;

    private static TimeSpan? ParseDelay(string text)
    {
        if (Duration().Match(text) is not { Success: true } match) return null;
        var number = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        var delay = match.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
        return delay <= LongestDelay ? delay : null;
    }

    [GeneratedRegex(@"^(\d{1,6})x(\d{1,6})$")]
    private static partial Regex Size();

    [GeneratedRegex(@"^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m|h)$")]
    private static partial Regex Duration();
}
