using CsCheck;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Gateway.Reading;
using Fleet.Grains.Index;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Reading;

public sealed class FleetViewTests
{
    private static readonly int Shard = FleetIndexShards.Of(ClusterName.Parse("a"));
    private readonly FakeTimeProvider _time = new(Sample.Noon);

    [Fact]
    public void A_cluster_that_falls_silent_turns_stale_and_watchers_are_told_of_its_registries()
    {
        var view = View();
        view.LookForStale();
        using var watch = view.Watch(null);
        _time.Advance(ClusterReading.Bound + TimeSpan.FromSeconds(1));
        view.LookForStale();
        Assert.True(watch.Changes.TryRead(out var cluster) && cluster.Change is FleetChange.Cluster);
        Assert.True(watch.Changes.TryRead(out var registry) && registry.Change is FleetChange.Registry);
        var reading = view.Picture.ReadRegistry(RegistryKey.Parse("a/n/x"), view.Now)!;
        Assert.Equal(Freshness.Stale, reading.Freshness);
        Assert.Equal(BlockerCodes.Stale, reading.Blockers[0].Code);
    }

    [Fact]
    public void Whoever_began_to_watch_a_silent_cluster_is_told_at_once_that_it_lives()
    {
        var view = View();
        view.LookForStale();
        _time.Advance(ClusterReading.Bound + TimeSpan.FromSeconds(1));
        using var watch = view.Watch(null);
        Assert.Equal(Freshness.Stale, view.Picture.ReadCluster(ClusterName.Parse("a"), view.Now)!.Freshness);
        // Before anybody has looked, and with nothing else to tell.
        Assert.True(view.TryApply(new FleetDelta(Shard, 1, 2, Sample.Cluster("a", sign: view.Now), null, null, null)));
        Assert.True(watch.Changes.TryRead(out var cluster) && cluster.Change is FleetChange.Cluster);
        Assert.True(watch.Changes.TryRead(out var registry) && registry.Change is FleetChange.Registry);
        Assert.Equal(Freshness.Live, view.Picture.ReadCluster(ClusterName.Parse("a"), view.Now)!.Freshness);

        view.LookForStale();
        _time.Advance(ClusterReading.Bound + TimeSpan.FromSeconds(1));
        using var another = view.Watch(null);
        view.Replace(new FleetSnapshot(Shard, 2, 1, [Sample.Cluster("a", sign: view.Now)], [Sample.Registry("a/n/x")]));
        var changes = new List<FleetChange>();
        while (another.Changes.TryRead(out var change)) changes.Add(change.Change);
        Assert.Contains(new FleetChange.Cluster(ClusterName.Parse("a")), changes);
    }

    [Fact]
    public void A_returning_watcher_gets_what_it_missed_and_a_stranger_everything()
    {
        var view = View();
        var seen = view.Position;
        Assert.True(view.TryApply(new FleetDelta(Shard, 1, 2, null, Sample.Registry("a/n/y"), null, null)));
        Assert.Equal([new FleetChange.Registry(RegistryKey.Parse("a/n/y"))], Missed(view, seen));
        Assert.Empty(Missed(view, view.Position)!);
        Assert.Null(Missed(view, seen with { Versions = [.. seen.Versions.Select(version => version - 1)] }));
        Assert.Null(Missed(view, seen with { Epochs = seen.Epochs + 1 }));
        Assert.Null(Missed(view, null));
    }

    [Fact]
    public void A_watcher_may_return_to_another_gateway()
    {
        var (one, another) = (View(), View());
        var seen = one.Position;
        foreach (var view in (FleetView[])[one, another]) Assert.True(view.TryApply(new FleetDelta(Shard, 1, 2, null, Sample.Registry("a/n/y"), null, null)));
        Assert.Equal([new FleetChange.Registry(RegistryKey.Parse("a/n/y"))], Missed(another, seen));

        // One that has just started does not know what was missed, and one whose shard was activated anew cannot tell.
        Assert.Null(Missed(View(version: 2), seen));
        another.Replace(new FleetSnapshot(Shard, 2, 1, [Sample.Cluster("a")], []));
        Assert.Null(Missed(another, seen));
    }

    [Fact]
    public void Who_was_away_while_a_cluster_fell_silent_is_told_so()
    {
        var (one, another) = (View(), View());
        var seen = one.Position;
        _time.Advance(ClusterReading.Bound + TimeSpan.FromSeconds(10));
        Assert.Equal([new FleetChange.Cluster(ClusterName.Parse("a")), new FleetChange.Registry(RegistryKey.Parse("a/n/x"))], Missed(another, seen));
        Assert.Empty(Missed(another, another.Position)!);
    }

    [Fact]
    public void What_is_forgotten_cannot_be_resumed_from()
    {
        var feed = new ChangeFeed(backlog: 2, memory: 2);
        var versions = FleetPosition.Of(FleetPicture.Empty, Sample.Noon).Versions;
        FleetChange change = new FleetChange.Cluster(ClusterName.Parse("a"));
        foreach (var version in Enumerable.Range(1, 3)) feed.Publish(new ShardVersion(Shard, version), [change]);
        Assert.False(feed.TryReplay(versions, out _));
        Assert.True(feed.TryReplay(versions.SetItem(Shard, 1), out var missed));
        Assert.Equal([change], missed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0/0/0")]
    [InlineData("//")]
    [InlineData("0/ffffffffffffffff/0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0")]
    [InlineData("0/0/0.0.0.0.0.0.0.-1.0.0.0.0.0.0.0.0")]
    public void What_is_no_position_is_none(string text) => Assert.Null(FleetPosition.TryParse(text));

    [Fact]
    public void A_position_reads_as_it_is_written() => Assert.Equal(View().Position.ToString(), FleetPosition.TryParse(View().Position.ToString())?.ToString());

    [Fact]
    public void Whichever_gateways_it_is_on_and_whenever_it_breaks_off_a_watcher_ends_with_what_is_there() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 4]).Array[1, 60].Sample(steps =>
        {
            FleetView[] gateways = [View(), View()];
            var deltas = new List<FleetDelta>();
            var behind = new int[gateways.Length];
            var (known, position, at) = (new Dictionary<RegistryKey, RegistrySummary>(), (FleetPosition?)null, 0);
            foreach (var (what, registry) in steps)
                switch (what)
                {
                    case 0 or 1:
                        var key = $"a/n/{registry}";
                        deltas.Add(what == 0
                            ? new FleetDelta(Shard, 1, deltas.Count + 2, null, Sample.Registry(key) with { CurrentVersion = $"3.7.{deltas.Count}" }, null, null)
                            : new FleetDelta(Shard, 1, deltas.Count + 2, null, null, null, RegistryKey.Parse(key)));
                        break;
                    case 2 or 3:
                        // A gateway hears of it, sooner or later.
                        var gateway = registry % gateways.Length;
                        if (behind[gateway] < deltas.Count) Assert.True(gateways[gateway].TryApply(deltas[behind[gateway]++]));
                        break;
                    case 4:
                        Visit(at, registry);
                        break;
                    default:
                        at = 1 - at;
                        break;
                }
            foreach (var (i, gateway) in gateways.Index())
                foreach (var delta in deltas.Skip(behind[i])) Assert.True(gateway.TryApply(delta));
            Visit(at, int.MaxValue);
            Assert.Equal(
                gateways[at].Picture.Registries.Select(item => (item.Key, item.Value.CurrentVersion)),
                known.OrderBy(item => item.Key, KeyOrder.Instance).Select(item => (item.Key, item.Value.CurrentVersion)));

            // Connects, reads so many changes, and breaks off.
            void Visit(int to, int reads)
            {
                var view = gateways[to];
                using var watch = view.Watch(position);
                if (watch.Start is { } start)
                {
                    known.Clear();
                    foreach (var item in start.Registries) known[item.Key] = item.Value;
                }
                foreach (var missed in watch.Missed)
                {
                    if (reads-- <= 0) return;
                    Look(view, missed);
                }
                position = watch.Position;
            }

            void Look(FleetView view, FleetChange change)
            {
                if (change is not FleetChange.Registry { Key: var key }) return;
                if (view.Picture.Registries.TryGetValue(key, out var summary)) known[key] = summary;
                else known.Remove(key);
            }
        });

    [Fact]
    public void A_watcher_that_does_not_keep_up_is_let_go()
    {
        var feed = new ChangeFeed(backlog: 2, memory: 10);
        var watcher = feed.Join();
        feed.Publish([.. Enumerable.Repeat(new FleetChange.Cluster(ClusterName.Parse("a")), 3)]);
        Assert.True(watcher.Reader.TryRead(out _) && watcher.Reader.TryRead(out _));
        Assert.False(watcher.Reader.TryRead(out _));
        Assert.IsType<WatcherTooSlowException>(watcher.Reader.Completion.Exception?.InnerException);
    }

    /// <summary>What is told to who returns; null for everything.</summary>
    private static System.Collections.Immutable.ImmutableArray<FleetChange>? Missed(FleetView view, FleetPosition? after)
    {
        using var watch = view.Watch(after);
        return watch.Start is null ? watch.Missed : null;
    }

    private FleetView View(long version = 1)
    {
        var view = new FleetView(_time);
        view.Replace(new FleetSnapshot(Shard, 1, version, [Sample.Cluster("a")], [Sample.Registry("a/n/x")]));
        return view;
    }
}
