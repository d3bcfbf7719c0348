using System.Globalization;
using Fleet.Api.V1;

namespace Fleet.Cli.Output;

/// <summary>The fleet in numbers. What is unknown has its column everywhere: it is never counted as anything else.</summary>
internal static class TotalsRows
{
    /// <param name="label">The cluster label that was counted by; null for none.</param>
    /// <param name="wide">By cluster and by component too.</param>
    public static void Write(TextWriter output, FleetOverview fleet, string? label, bool wide)
    {
        var (clusters, registries) = (fleet.Clusters, fleet.Registries);
        output.WriteLine($"Clusters: {clusters.Total} ({clusters.ByFreshness.Live} live, {clusters.Total - clusters.ByFreshness.Live} unknown)");
        Counts(output, "REGISTRIES", [KeyValuePair.Create("all", new RegistryCounts(registries.Total, registries.Available, registries.Unavailable, registries.Unknown))]);
        Counts(output, "MINOR", registries.ByMinor);
        Counts(output, "MODE", registries.ByMode);
        if (registries.ByLabel is { } byLabel) Counts(output, $"LABEL {label}", byLabel);
        if (!wide) return;
        Counts(output, "CLUSTER", registries.ByCluster);
        if (registries.ByComponent.Count == 0) return;
        output.WriteLine();
        Columns.Write(
            output,
            ["COMPONENT", "READY", "NOT-READY", "UNMANAGED", "UNKNOWN"],
            registries.ByComponent.Select(kind => (IReadOnlyList<string>)[kind.Key, Number(kind.Value.Ready), Number(kind.Value.NotReady), Number(kind.Value.Unmanaged), Number(kind.Value.Unknown)]));
    }

    private static void Counts(TextWriter output, string what, IReadOnlyCollection<KeyValuePair<string, RegistryCounts>> parts)
    {
        if (parts.Count == 0) return;
        output.WriteLine();
        Columns.Write(
            output,
            [what, "TOTAL", "AVAILABLE", "UNAVAILABLE", "UNKNOWN"],
            parts.Select(part => (IReadOnlyList<string>)[part.Key, Number(part.Value.Total), Number(part.Value.Available), Number(part.Value.Unavailable), Number(part.Value.Unknown)]));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
