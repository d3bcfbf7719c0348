using System.Globalization;

namespace Fleet.Cli.Commands.Wait;

/// <summary>Durations as Kubernetes' tools write them: <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>30d</c>; a bare number is seconds.</summary>
internal static class Duration
{
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
