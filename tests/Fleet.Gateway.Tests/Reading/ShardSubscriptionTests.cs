using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Tests.Http;
using Fleet.Grains.Index;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Gateway.Tests.Reading;

public sealed class ShardSubscriptionTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Changes_that_find_the_inbox_full_are_counted_and_a_snapshot_makes_up_for_them()
    {
        var shard = FleetIndexShards.Of(ClusterName.Parse("flood"));
        await gateway.ShowAsync(Sample.Cluster("flood"));
        await gateway.ShowAsync(Sample.Registry("flood/n/x"));
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = Count(shard, counted);
        var view = new FleetView(TimeProvider.System);
        var subscription = new ShardSubscription(shard, view, gateway.Grains, TimeProvider.System, NullLogger<ShardSubscription>.Instance);

        // Of an activation that is newer than the one that answers, with the first of its changes missing.
        for (var i = 0; i < 5000; i++) await subscription.OnDelta(new FleetDelta(shard, long.MaxValue, i + 2, null, Sample.Registry("flood/n/y"), null, null));
        Assert.InRange(counted["quay_fleet_gateway_deltas_dropped"], 1, 4999);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = subscription.RunAsync(enough.Token);
        await Wait.UntilAsync(
            () => Task.FromResult(counted.ContainsKey("quay_fleet_gateway_snapshots gap") && view.Picture.ReadRegistry(RegistryKey.Parse("flood/n/x"), view.Now) is not null),
            "a snapshot is taken for what was lost");
        await enough.CancelAsync();
        await running;

        Assert.Equal(1, counted["quay_fleet_gateway_snapshots start"]);
        Assert.Null(view.Picture.ReadRegistry(RegistryKey.Parse("flood/n/y"), view.Now));
    }

    private static MeterListener Count(int shard, ConcurrentDictionary<string, long> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Fleet.Gateway") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (!Equals(all.GetValueOrDefault("shard"), shard)) return;
            counted.AddOrUpdate(string.Join(' ', (string[])[instrument.Name, .. all.TryGetValue("reason", out var reason) ? [$"{reason}"] : Array.Empty<string>()]), value, (_, sum) => sum + value);
        });
        listener.Start();
        return listener;
    }
}
