using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fleet.Domain;

/// <summary>Durations as Kubernetes' tools write them: <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>30d</c>; a bare number is seconds.</summary>
public readonly record struct Duration(TimeSpan Value) : IParsable<Duration>
{
    /// <summary>What is longer cannot be meant.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <exception cref="FormatException">The text is no duration; the message says what one looks like.</exception>
    public static Duration Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var read) ? read : throw new FormatException($"'{s}' is no duration: write one such as 90s, 5m or 1h30m.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Duration result)
    {
        result = default;
        if (s is null || !TryParse(s, out var value) || value > Longest) return false;
        result = new Duration(value);
        return true;
    }

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var number = 0;
        while (number < text.Length)
        {
            var unit = number;
            while (unit < text.Length && (char.IsAsciiDigit(text[unit]) || text[unit] == '.')) unit++;
            if (!double.TryParse(text[number..unit], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > 1e6) return false;
            var next = unit;
            while (next < text.Length && char.IsAsciiLetter(text[next])) next++;
            double? seconds = text[unit..next] switch
            {
                "d" => value * 86400,
                "h" => value * 3600,
                "m" => value * 60,
                "s" => value,
                "ms" => value / 1000,
                "" when number == 0 && next == text.Length => value,
                _ => null,
            };
            if (seconds is null) return false;
            duration += TimeSpan.FromSeconds(seconds.Value);
            number = next;
        }
        return text.Length > 0;
    }
}
