using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleet.Simulator;

/// <summary>How long workloads take to become ready, as text: <c>500ms</c>, <c>2s</c>, <c>1m</c>; at most an hour.</summary>
public static partial class WorkloadDelay
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>What the text has to be like, for whoever wrote another.</summary>
    public const string Form = "a time such as 500ms, 2s or 1m, at most 1h";

    public static bool TryParse(string text, out TimeSpan delay)
    {
        delay = default;
        if (Text().Match(text) is not { Success: true } match) return false;
        var number = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        delay = match.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
        return delay <= Longest;
    }

    [GeneratedRegex(@"^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m|h)$")]
    private static partial Regex Text();
}
