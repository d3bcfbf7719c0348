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
        long seen;
        using (var watch = view.Watch(null)) seen = watch.Version;
        Assert.True(view.TryApply(new FleetDelta(Shard, 1, 2, null, Sample.Registry("a/n/y"), null, null)));
        using var back = view.Watch(seen);
        Assert.Null(back.Start);
        Assert.Equal([new FleetChange.Registry(RegistryKey.Parse("a/n/y"))], back.Missed.Select(missed => missed.Change));
        using var stranger = view.Watch(seen + 100);
        Assert.NotNull(stranger.Start);
    }

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

    private FleetView View()
    {
        var view = new FleetView(_time);
        view.Replace(new FleetSnapshot(Shard, 1, 1, [Sample.Cluster("a")], [Sample.Registry("a/n/x")]));
        return view;
    }
}
