using System.Globalization;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>Amounts as Kubernetes writes them: a number with a decimal (<c>k</c>, <c>M</c>) or binary (<c>Ki</c>, <c>Mi</c>) suffix, or an exponent.</summary>
internal static class Quantity
{
    private const string Scales = "kMGTPE";

    /// <summary>The amount; null for a text that is none.</summary>
    public static decimal? Parse(string text)
    {
        var digits = text.TakeWhile((c, i) => char.IsAsciiDigit(c) || c == '.' || (i == 0 && c is '+' or '-')).Count();
        var suffix = text[digits..];
        if (!decimal.TryParse(text[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return null;
        try
        {
            return number * Scale(suffix);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal? Scale(string suffix) => suffix switch
    {
        "" => 1m,
        "n" => 0.000_000_001m,
        "u" => 0.000_001m,
        "m" => 0.001m,
        [var c] when Scales.Contains(c, StringComparison.Ordinal) => Power(1000m, Scales.IndexOf(c, StringComparison.Ordinal) + 1),
        ['K', 'i'] => 1024m,
        [var c, 'i'] when c != 'k' && Scales.Contains(c, StringComparison.Ordinal) => Power(1024m, Scales.IndexOf(c, StringComparison.Ordinal) + 1),
        ['e' or 'E', .. var exponent] when int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) && power is >= 0 and < 28 => Power(10m, power),
        _ => null,
    };

    private static decimal Power(decimal value, int exponent)
    {
        var result = 1m;
        for (var i = 0; i < exponent; i++) result *= value;
        return result;
    }
}
