using System.Collections.Concurrent;
using Fleet.Grains.Outbox;
using Fleet.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

public sealed class LatestOutboxTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_is_posted_while_something_is_on_its_way_is_sent_once_and_only_the_newest_of_it()
    {
        var sent = new ConcurrentQueue<int>();
        var arrive = new TaskCompletionSource();
        await using var outbox = Held(sent, arrive.Task);
        outbox.Post(1);
        await Wait.UntilAsync(() => sent.Count == 1, "the first is on its way");
        for (var value = 2; value <= 5; value++) outbox.Post(value);
        Assert.False(outbox.IsIdle);
        arrive.SetResult();

        await Wait.UntilAsync(() => outbox.IsIdle, "everything is acknowledged");
        Assert.Equal([1, 5], sent);
    }

    [Fact]
    public async Task What_did_not_arrive_is_sent_again_until_it_does()
    {
        var (attempts, failures) = (0, 0);
        await using var outbox = new LatestOutbox<int>(
            _ => ++attempts < 4 ? Task.FromException(new InvalidOperationException("away")) : Task.CompletedTask, _time, _ => failures++);
        outbox.Post(1);
        await Wait.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return outbox.IsIdle;
            },
            "it has arrived");
        Assert.Equal((4, 3), (attempts, failures));
    }

    [Fact]
    public async Task Numbers_grow_and_a_repeated_value_has_a_new_one()
    {
        var sent = new ConcurrentQueue<Numbered<int>>();
        await using var outbox = new LatestOutbox<int>(
            report =>
            {
                sent.Enqueue(report);
                return Task.CompletedTask;
            },
            _time,
            _ => { });
        outbox.Repeat();
        outbox.Post(7);
        await Wait.UntilAsync(() => outbox.IsIdle && sent.Count == 1, "it has arrived");
        outbox.Enter(3);
        outbox.Repeat();
        await Wait.UntilAsync(() => sent.Count == 2, "it is repeated");

        Assert.Equal([7, 7], sent.Select(report => report.Value));
        Assert.True(sent.Last().IsNewerThan(sent.First().Epoch, sent.First().Sequence));
        Assert.Equal(outbox.Epoch, sent.Last().Epoch);
    }

    [Fact]
    public async Task Nothing_is_sent_any_more_once_it_has_ended_and_that_waits_for_what_is_on_its_way()
    {
        var sent = new ConcurrentQueue<int>();
        var arrive = new TaskCompletionSource();
        var outbox = Held(sent, arrive.Task);
        outbox.Post(1);
        await Wait.UntilAsync(() => sent.Count == 1, "the first is on its way");
        outbox.Post(2);
        var ending = outbox.DisposeAsync().AsTask();
        Assert.False(ending.IsCompleted);
        arrive.SetResult();
        await ending;
        outbox.Post(3);

        await outbox.DisposeAsync();
        Assert.Equal([1], sent);
    }

    /// <summary>Sending begins and ends with each value; whatever is posted at that very moment must not be forgotten.</summary>
    [Fact]
    public async Task The_newest_arrives_whenever_it_is_posted()
    {
        var newest = 0;
        await using var outbox = new LatestOutbox<int>(
            report =>
            {
                newest = report.Value;
                return Task.CompletedTask;
            },
            _time,
            _ => { });
        for (var value = 1; value <= 20_000; value++)
        {
            outbox.Post(value);
            if (value % 3 == 0) await Task.Yield();
        }
        await Wait.UntilAsync(() => outbox.IsIdle, "everything is acknowledged");
        Assert.Equal(20_000, newest);
    }

    /// <summary>What it sends is on its way until <paramref name="arrival"/>.</summary>
    private LatestOutbox<int> Held(ConcurrentQueue<int> sent, Task arrival) => new(
        async report =>
        {
            sent.Enqueue(report.Value);
            await arrival;
        },
        _time,
        _ => { });
}
