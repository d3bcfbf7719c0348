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

    // What is told once is shown until something else is told: what there is none of any more has to be told as well.
    private readonly HashSet<string> _versions = [];
    private readonly HashSet<string> _codes = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("quay_fleet_registries", Registries, description: "Registries by current version and health: available, unavailable, or unknown, which are those that are not live.");
        meter.CreateObservableGauge("quay_fleet_registries_waiting", Waiting, description: "Registries that wait, by the code of what they wait for; one that waits for several counts in each.");
        meter.CreateObservableGauge("quay_fleet_clusters", Clusters, description: "Clusters by freshness: live, stale, unreachable or unauthorised.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<int>> Registries()
    {
        if (view.Picture is not { IsComplete: true } picture) return [];
        var counts = FleetBreakdown.Count(picture.ReadRegistries(view.Now), registry => registry.Summary.CurrentVersion ?? FleetTotals.NoVersion);
        _versions.UnionWith(counts.Keys);
        return
            from version in _versions
            let count = counts.GetValueOrDefault(version, RegistryCount.None)
            from part in new[] { (Health: "available", Count: count.Available), (Health: "unavailable", Count: count.Unavailable), (Health: "unknown", Count: count.Unknown) }
            select new Measurement<int>(part.Count, new("version", version), new("health", part.Health));
    }

    private IEnumerable<Measurement<int>> Waiting()
    {
        if (view.Picture is not { IsComplete: true } picture) return [];
        var counts = picture.ReadRegistries(view.Now).SelectMany(registry => registry.Blockers.Select(blocker => blocker.Code).Distinct()).CountBy(code => code).ToDictionary();
        _codes.UnionWith(counts.Keys);
        return _codes.Select(code => new Measurement<int>(counts.GetValueOrDefault(code), new KeyValuePair<string, object?>("code", code)));
    }

    private IEnumerable<Measurement<int>> Clusters()
    {
        if (view.Picture is not { IsComplete: true } picture) return [];
        var counts = picture.ReadClusters(view.Now).CountBy(cluster => cluster.Freshness).ToDictionary();
        return Enum.GetValues<Freshness>().Select(freshness =>
            new Measurement<int>(counts.GetValueOrDefault(freshness), new KeyValuePair<string, object?>("freshness", freshness.ToString().ToLowerInvariant())));
    }
}
