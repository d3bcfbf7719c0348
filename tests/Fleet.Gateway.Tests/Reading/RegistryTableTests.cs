using System.Text;
using System.Text.Json;
using CsCheck;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Translation;
using Fleet.Grains.Index;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fleet.Gateway.Tests.Reading;

public sealed class RegistryTableTests
{
    private static readonly int Shard = FleetIndexShards.Of(ClusterName.Parse("a"));

    [Fact]
    public void What_is_read_once_is_read_again_as_it_was_until_it_is_something_else()
    {
        var picture = ShardFold.Replace(FleetPicture.Empty, new FleetSnapshot(Shard, 1, 1, [Sample.Cluster("a")], [Sample.Registry("a/n/x"), Sample.Registry("a/n/y")])).Picture;
        var (x, y) = (Read(picture, "x"), Read(picture, "y"));
        // A sign of life, and a change of another one.
        picture = Applied(picture, 2, Sample.Cluster("a", sign: Sample.Noon.AddSeconds(1)), null);
        picture = Applied(picture, 3, null, Sample.Registry("a/n/y", available: false));

        Assert.Same(x, Read(picture, "x"));
        Assert.NotSame(y, Read(picture, "y"));
        Assert.NotSame(x, Read(Applied(picture, 4, Sample.Cluster("a", labels: ("ring", "canary")), null), "x"));
        Assert.Equal(Freshness.Unauthorised, Read(Applied(picture, 4, Sample.Cluster("a", ConnectionState.Unauthorised), null), "x").Freshness);

        RegistryReading Read(FleetPicture of, string name) => of.ReadRegistry(RegistryKey.Parse($"a/n/{name}"), Sample.Noon)!;
    }

    /// <summary>Whatever was read before, and in whichever order, a reading is what a fresh one would be.</summary>
    [Fact]
    public void Readings_are_never_those_of_another_moment() =>
        Gen.Select(Gen.Int[0, 3], Gen.Enum<ConnectionState>(), Gen.Int[0, 60], Gen.Bool).Array[1, 30].Sample(steps =>
        {
            var picture = ShardFold.Replace(FleetPicture.Empty, new FleetSnapshot(Shard, 1, 1, [], [])).Picture;
            var version = 1L;
            foreach (var (what, state, second, flag) in steps)
            {
                var cluster = Sample.Cluster("a", state, Sample.Noon.AddSeconds(second), flag ? [("ring", "canary")] : []);
                picture = what switch
                {
                    0 => Applied(picture, ++version, cluster with { StateMessage = flag ? "refused" : "" }, null),
                    1 => Applied(picture, ++version, null, Sample.Registry($"a/n/{second % 3}", flag)),
                    2 => Applied(picture, ++version, picture.Clusters.Values.FirstOrDefault() is { } known ? known with { LastSignOfLife = Sample.Noon.AddSeconds(second) } : cluster, null),
                    _ => picture,
                };
                var now = Sample.Noon.AddSeconds(second * 2);
                foreach (var reading in picture.ReadRegistries(now))
                {
                    var fresh = RegistryReading.Of(reading.Summary, picture.ReadCluster(reading.Summary.Key.Cluster, now));
                    if ((reading.Freshness, reading.Id) != (fresh.Freshness, fresh.Id) || !reading.Blockers.SequenceEqual(fresh.Blockers) || !reading.ClusterLabels.SequenceEqual(fresh.ClusterLabels)) return false;
                }
            }
            return true;
        });

    [Fact]
    public void A_registry_that_is_copied_is_written_as_any_other()
    {
        var options = Options.Create(new JsonOptions());
        var json = new WrittenRegistries(options);
        var registry = RegistryReading.Of(Sample.Registry("a/n/x"), ClusterReading.Of(Sample.Cluster("a"), Sample.Noon)).ToWire();
        var list = new Api.V1.ItemList<Api.V1.Registry>([registry], "next", 1);

        for (var time = 0; time < 2; time++)
            Assert.Equal(JsonSerializer.Serialize(list, options.Value.SerializerOptions), Encoding.UTF8.GetString(json.Write(list)));
    }

    private static FleetPicture Applied(FleetPicture picture, long version, ClusterSummary? cluster, RegistrySummary? registry) =>
        Assert.IsType<FoldOutcome.Folded>(ShardFold.Apply(picture, new FleetDelta(Shard, 1, version, cluster, registry, null, null))).Picture;
}
