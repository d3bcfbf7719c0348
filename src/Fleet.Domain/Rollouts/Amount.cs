using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Fleet.Domain.Clusters;

namespace Fleet.Domain.Rollouts;

/// <summary>A number of units, or a share of them: <c>3</c> or <c>25%</c>.</summary>
[JsonConverter(typeof(ParsableJsonConverter<Amount>))]
public readonly record struct Amount(int Value, bool IsPercent) : IParsable<Amount>
{
    public static Amount All { get; } = new(100, true);

    /// <summary>Of a number of units, rounded down.</summary>
    public int Of(int units) => IsPercent ? (int)((long)units * Value / 100) : Value;

    /// <summary>Of a number of units, rounded up, and at most all of them.</summary>
    public int AtLeast(int units) => Math.Min(units, IsPercent ? (int)(((long)units * Value + 99) / 100) : Value);

    public static Amount Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var amount) ? amount : throw new FormatException($"'{s}' is no amount: write a number such as 3, or a share such as 25%.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Amount result)
    {
        result = default;
        if (s is null) return false;
        var percent = s.EndsWith('%');
        if (!int.TryParse(percent ? s.AsSpan(0, s.Length - 1) : s, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        if (percent && value > 100) return false;
        result = new Amount(value, percent);
        return true;
    }

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}
