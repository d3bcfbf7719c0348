using System.Diagnostics.Metrics;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Gateway.Reading;
using Fleet.Grains.Index;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Reading;

public sealed class FleetMetricsTests : IDisposable
{
    private static readonly int Shard = FleetIndexShards.Of(ClusterName.Parse("a"));

    private readonly FakeTimeProvider _time = new(Sample.Noon);
    private readonly FleetView _view;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SortedDictionary<string, int> _told = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public FleetMetricsTests()
    {
        _view = new FleetView(_time);
        var meters = _services.GetRequiredService<IMeterFactory>();
        // Tests run side by side, each with meters of its own.
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == FleetMetrics.MeterName && instrument.Meter.Scope == meters) self.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _told[string.Join(' ', tags.ToArray().Select(tag => $"{tag.Value}").Prepend(instrument.Name))] = value);
        _listener.Start();
        _ = new FleetMetrics(_view, meters).StartAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Nothing_is_told_before_everything_is_known()
    {
        _view.Replace(new FleetSnapshot(Shard, 1, 1, [Sample.Cluster("a")], [Sample.Registry("a/n/x")]));

        Assert.Empty(Told());
    }

    [Fact]
    public void It_tells_the_fleet_in_numbers_and_nothing_of_versions_and_reasons_that_are_gone()
    {
        for (var shard = 0; shard < FleetIndexShards.Count; shard++)
            _view.Replace(shard == Shard
                ? new FleetSnapshot(shard, 1, 1, [Sample.Cluster("a")], [Sample.Registry("a/n/x"), Sample.Registry("a/n/y", available: false, "3.7.11", new Blocker("paused", "m", null))])
                : new FleetSnapshot(shard, 1, 1, [], []));
        var told = Told();
        Assert.Equal((1, 0, 0, 0), (told["quay_fleet_clusters live"], told["quay_fleet_clusters stale"], told["quay_fleet_clusters unreachable"], told["quay_fleet_clusters unauthorised"]));
        Assert.Equal((1, 0, 0), (told["quay_fleet_registries 3.7.10 available"], told["quay_fleet_registries 3.7.10 unavailable"], told["quay_fleet_registries 3.7.10 unknown"]));
        Assert.Equal((0, 1, 0), (told["quay_fleet_registries 3.7.11 available"], told["quay_fleet_registries 3.7.11 unavailable"], told["quay_fleet_registries 3.7.11 unknown"]));
        Assert.Equal(1, told["quay_fleet_registries_waiting paused"]);

        Assert.True(_view.TryApply(new FleetDelta(Shard, 1, 2, null, Sample.Registry("a/n/y", version: "3.7.10"), null, null)));
        told = Told();
        Assert.Equal(2, told["quay_fleet_registries 3.7.10 available"]);
        Assert.DoesNotContain("quay_fleet_registries 3.7.11 unavailable", told.Keys);
        Assert.DoesNotContain("quay_fleet_registries_waiting paused", told.Keys);

        _time.Advance(ClusterReading.Bound + TimeSpan.FromSeconds(1));
        told = Told();
        Assert.Equal((0, 2), (told["quay_fleet_registries 3.7.10 available"], told["quay_fleet_registries 3.7.10 unknown"]));
        Assert.Equal((0, 1), (told["quay_fleet_clusters live"], told["quay_fleet_clusters stale"]));
    }

    private SortedDictionary<string, int> Told()
    {
        _told.Clear();
        _listener.RecordObservableInstruments();
        return _told;
    }
}
