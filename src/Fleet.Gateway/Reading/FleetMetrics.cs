using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Fleet.Domain.Status;
using Microsoft.Extensions.Hosting;

namespace Fleet.Gateway.Reading;

/// <summary>
/// The meter <c>Fleet.View</c>: the fleet in numbers, to be alerted on. Every gateway knows all of it, and tells nothing before it does: no figure is no
/// figure, and not zero.
/// </summary>
internal sealed class FleetMetrics(FleetView view, IMeterFactory meters) : IHostedService
{
    public const string MeterName = "Fleet.View";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("quay_fleet_registries", Registries, description: "Registries by current version and health: available, unavailable, or unknown, which are those that are not live.");
        meter.CreateObservableGauge("quay_fleet_registries_waiting", Waiting, description: "Registries that wait, by the code of what they wait for; one that waits for several counts in each.");
        meter.CreateObservableGauge("quay_fleet_clusters", Clusters, description: "Clusters by freshness: live, stale, unreachable or unauthorised.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<int>> Registries() =>
        from version in FleetBreakdown.Count(ReadRegistries(), registry => registry.Summary.CurrentVersion ?? FleetTotals.NoVersion)
        from part in new[] { (Health: "available", Count: version.Value.Available), (Health: "unavailable", Count: version.Value.Unavailable), (Health: "unknown", Count: version.Value.Unknown) }
        select new Measurement<int>(part.Count, new("version", version.Key), new("health", part.Health));

    private IEnumerable<Measurement<int>> Waiting() =>
        Totals()?.ByBlocker.Select(code => new Measurement<int>(code.Value, new KeyValuePair<string, object?>("code", code.Key))) ?? [];

    // Also those there are none of: an alert on a freshness sees that there is no cluster left that has it.
    private IEnumerable<Measurement<int>> Clusters() =>
        Totals() is { } totals
            ? Enum.GetValues<Freshness>().Select(freshness =>
                new Measurement<int>(totals.ClustersByFreshness.GetValueOrDefault(freshness), new KeyValuePair<string, object?>("freshness", freshness.ToString().ToLowerInvariant())))
            : [];

    private FleetTotals? Totals() => view.Picture is { IsComplete: true } picture ? FleetTotals.Of([.. picture.ReadClusters(view.Now)], picture.ReadRegistries(view.Now)) : null;

    private ImmutableArray<RegistryReading> ReadRegistries() => view.Picture is { IsComplete: true } picture ? picture.ReadRegistries(view.Now) : [];
}
