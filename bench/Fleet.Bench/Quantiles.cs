namespace Fleet.Bench;

/// <summary>Order statistics of measured values, by nearest rank.</summary>
internal static class Quantiles
{
    public static double Median(IEnumerable<double> values) => Of(values, 0.5);

    /// <param name="quantile">From 0 to 1.</param>
    public static double Of(IEnumerable<double> values, double quantile)
    {
        var ordered = values.Order().ToArray();
        return ordered[Math.Clamp((int)Math.Ceiling(quantile * ordered.Length) - 1, 0, ordered.Length - 1)];
    }
}
