using CsCheck;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Gateway.Reading;
using Fleet.Grains.Index;
using Xunit;

namespace Fleet.Gateway.Tests.Reading;

public sealed class ShardFoldTests
{
    private static readonly int Shard = FleetIndexShards.Of(ClusterName.Parse("a"));

    [Fact]
    public void Deltas_from_before_the_snapshot_change_nothing()
    {
        var picture = After(Snapshot(1, 5, ["a/n/x"]));
        Assert.IsType<FoldOutcome.Known>(ShardFold.Apply(picture, Removal(1, 5, "a/n/x")));
        Assert.IsType<FoldOutcome.Known>(ShardFold.Apply(picture, Removal(0, 99, "a/n/x")));
    }

    [Fact]
    public void A_jump_in_the_versions_or_another_epoch_is_a_gap()
    {
        var picture = After(Snapshot(1, 5, ["a/n/x"]));
        Assert.IsType<FoldOutcome.Gap>(ShardFold.Apply(picture, Removal(1, 7, "a/n/x")));
        Assert.IsType<FoldOutcome.Gap>(ShardFold.Apply(picture, Removal(2, 1, "a/n/x")));
        Assert.IsType<FoldOutcome.Gap>(ShardFold.Apply(FleetPicture.Empty, Removal(1, 1, "a/n/x")));
    }

    [Fact]
    public void A_snapshot_tells_of_what_vanished_in_the_gap()
    {
        var picture = After(Snapshot(1, 5, ["a/n/x", "a/n/y"]));
        var folded = ShardFold.Replace(picture, Snapshot(2, 1, ["a/n/y"]));
        Assert.Equal(["a/n/y"], folded.Picture.Registries.Keys.Select(key => key.ToString()));
        Assert.Contains(new FleetChange.Registry(RegistryKey.Parse("a/n/x")), folded.Changes);
    }

    [Fact]
    public void A_mere_sign_of_life_is_no_change_and_moves_the_position()
    {
        var picture = After(new FleetSnapshot(Shard, 1, 5, [Sample.Cluster("a")], []));
        var later = Sample.Cluster("a", sign: Sample.Noon.AddSeconds(5));
        var folded = Assert.IsType<FoldOutcome.Folded>(ShardFold.Apply(picture, new FleetDelta(Shard, 1, 6, later, null, null, null)));
        Assert.Empty(folded.Changes);
        Assert.Equal(later.LastSignOfLife, folded.Picture.Clusters[later.Name].LastSignOfLife);
        Assert.Equal(new ShardPosition(1, 6), folded.Picture.Positions[Shard]);
    }

    [Fact]
    public void Whatever_is_lost_or_reordered_the_view_ends_equal_to_the_shard() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 9], Gen.Bool).Array[1, 60].Sample(steps =>
        {
            var shard = new ModelShard();
            var picture = After(shard.Snapshot());
            var held = new List<FleetDelta>();
            foreach (var (registry, fate, present) in steps)
            {
                var delta = shard.Change($"a/n/r{registry}", present);
                switch (fate)
                {
                    case 0: // lost
                        break;
                    case 1 or 2: // late
                        held.Add(delta);
                        break;
                    case 3:
                        shard.Restart();
                        break;
                    default:
                        picture = Deliver(picture, delta, shard);
                        foreach (var late in held) picture = Deliver(picture, late, shard);
                        held.Clear();
                        break;
                }
            }
            // Clusters report every few seconds, so that something always follows a loss.
            picture = Deliver(picture, shard.Change("a/n/last", true), shard);
            Assert.Equal(shard.Registries.Order(), picture.Registries.Values.Select(r => $"{r.Key} {r.CurrentVersion}").Order());
        });

    private static FleetPicture Deliver(FleetPicture picture, FleetDelta delta, ModelShard shard) => ShardFold.Apply(picture, delta) switch
    {
        FoldOutcome.Folded folded => folded.Picture,
        FoldOutcome.Gap => ShardFold.Replace(picture, shard.Snapshot()).Picture,
        _ => picture,
    };

    private static FleetPicture After(FleetSnapshot snapshot) => ShardFold.Replace(FleetPicture.Empty, snapshot).Picture;

    private static FleetSnapshot Snapshot(long epoch, long version, string[] registries) =>
        new(Shard, epoch, version, [Sample.Cluster("a")], [.. registries.Select(key => Sample.Registry(key))]);

    private static FleetDelta Removal(long epoch, long version, string key) => new(Shard, epoch, version, null, null, null, RegistryKey.Parse(key));

    private sealed class ModelShard
    {
        private readonly Dictionary<string, RegistrySummary> _registries = [];
        private long _epoch = 1;
        private long _version;

        public IEnumerable<string> Registries => _registries.Values.Select(r => $"{r.Key} {r.CurrentVersion}");

        public void Restart() => (_epoch, _version) = (_epoch + 1, 0);

        public FleetDelta Change(string key, bool present)
        {
            _version++;
            if (present) _registries[key] = Sample.Registry(key, version: $"{_epoch}.{_version}.0");
            else _registries.Remove(key);
            return present
                ? new FleetDelta(Shard, _epoch, _version, null, _registries[key], null, null)
                : new FleetDelta(Shard, _epoch, _version, null, null, null, RegistryKey.Parse(key));
        }

        public FleetSnapshot Snapshot() => new(Shard, _epoch, _version, [Sample.Cluster("a")], [.. _registries.Values]);
    }
}
