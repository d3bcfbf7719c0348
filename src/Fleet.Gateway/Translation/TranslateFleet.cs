using Fleet.Domain.Status;
using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Translation;

/// <summary>What is about the whole fleet.</summary>
internal static class TranslateFleet
{
    public static Wire.FleetStop ToWire(this FleetStop stop) => new(stop.At, stop.By, stop.Reason);

    public static Wire.FleetOverview ToWire(this FleetTotals totals, FleetBreakdown breakdown) => new(
        new Wire.ClusterTotals(totals.Clusters, Counts(totals.ClustersByFreshness), totals.ClustersByBlocker),
        new Wire.RegistryTotals(
            totals.Registries,
            totals.Available,
            totals.Unavailable,
            totals.Unknown,
            totals.ByVersion,
            Counts(totals.ByFreshness),
            totals.ByBlocker,
            Counts(breakdown.ByMinor),
            breakdown.ByComponent.ToDictionary(kind => kind.Key, kind => new Wire.ComponentCounts(kind.Value.Ready, kind.Value.NotReady, kind.Value.Unmanaged, kind.Value.Unknown)),
            Counts(breakdown.ByCluster),
            Counts(breakdown.ByMode),
            breakdown.ByLabel is { } byLabel ? Counts(byLabel) : null));

    private static Dictionary<string, Wire.RegistryCounts> Counts(IReadOnlyDictionary<string, RegistryCount> parts) =>
        parts.ToDictionary(part => part.Key, part => new Wire.RegistryCounts(part.Value.Total, part.Value.Available, part.Value.Unavailable, part.Value.Unknown));

    private static Wire.FreshnessCounts Counts(IReadOnlyDictionary<Freshness, int> counts) => new(
        counts.GetValueOrDefault(Freshness.Live),
        counts.GetValueOrDefault(Freshness.Stale),
        counts.GetValueOrDefault(Freshness.Unreachable),
        counts.GetValueOrDefault(Freshness.Unauthorised));
}
