using System.Net.ServerSentEvents;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Features.Watch;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Grains.Index;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

/// <summary>What a watcher is sent, without the wire.</summary>
public sealed class WatchStreamTests
{
    private static readonly int Shard = FleetIndexShards.Of(ClusterName.Parse("a"));
    private readonly FakeTimeProvider _time = new(Sample.Noon);
    private readonly FleetView _view;
    private long _version = 1;

    public WatchStreamTests()
    {
        _view = new FleetView(_time);
        _view.Replace(new FleetSnapshot(Shard, 1, _version, [Sample.Cluster("a")], [Sample.Registry("a/n/x")]));
    }

    [Fact]
    public async Task A_part_of_a_snapshot_is_no_place_to_resume_from()
    {
        await using var events = Open();
        Assert.Equal((WatchEventTypes.Snapshot, null), await NextAsync(events));
        Assert.Equal((WatchEventTypes.Snapshot, null), await NextAsync(events));
        Assert.Equal((WatchEventTypes.Synced, _view.Position.ToString()), await NextAsync(events));
    }

    [Fact]
    public async Task A_quiet_watch_beats_and_its_position_goes_on()
    {
        await using var events = Open(_view.Position);
        var (_, first) = await NextAsync(events);
        // A mere sign of life: nothing to tell, and yet a later position.
        Assert.True(_view.TryApply(new FleetDelta(Shard, 1, ++_version, Sample.Cluster("a", sign: Sample.Noon.AddSeconds(5)), null, null, null)));
        var beat = events.MoveNextAsync().AsTask();
        while (!beat.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.True(await beat);
        Assert.Equal(WatchEventTypes.Heartbeat, events.Current.EventType);
        Assert.Equal(_version, FleetPosition.TryParse(events.Current.EventId)!.Versions[Shard]);
        Assert.NotEqual(first, events.Current.EventId);
    }

    [Fact]
    public async Task A_reader_who_is_too_slow_is_sent_what_was_kept_and_told_to_begin_anew()
    {
        await using var events = Open(_view.Position);
        await NextAsync(events);
        // More than any watcher may be behind.
        for (var i = 0; i < 20_000; i++) Assert.True(_view.TryApply(new FleetDelta(Shard, 1, ++_version, null, Sample.Registry("a/n/x"), null, null)));
        var kept = 0;
        var (type, id) = await NextAsync(events);
        for (; type == WatchEventTypes.Changed; (type, id) = await NextAsync(events)) kept++;
        Assert.InRange(kept, 1, 19_999);
        Assert.Equal((WatchEventTypes.Resync, null), (type, id));
        Assert.False(await events.MoveNextAsync());
    }

    private IAsyncEnumerator<SseItem<WatchEvent>> Open(FleetPosition? after = null)
    {
        var caller = new Caller("admin", Caller.AdminToken, [new Grant(Role.Admin, LabelSelector.Everything)]);
        var selection = WatchSelection.Read(new QueryReader(new QueryCollection()));
        return new WatchStream(_view, new VisibleFleet(_view, caller), selection, new StandingCaller(caller, _time), _time)
            .ReadAsync(after, CancellationToken.None, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    private static async Task<(string Type, string? Id)> NextAsync(IAsyncEnumerator<SseItem<WatchEvent>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return (events.Current.EventType, events.Current.EventId);
    }
}
