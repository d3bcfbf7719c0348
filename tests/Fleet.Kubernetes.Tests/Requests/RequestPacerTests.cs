using Fleet.Kubernetes.Requests;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Kubernetes.Tests.Requests;

public class RequestPacerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_burst_goes_at_once_and_the_rest_at_the_rate_until_the_queue_is_full()
    {
        var pacer = new RequestPacer(perSecond: 10, burst: 3, TimeSpan.FromSeconds(0.25), _time);
        Assert.Equal([0, 0, 0, 100, 200], Enumerable.Range(0, 5).Select(_ => Wait(pacer)));
        Assert.False(pacer.TryReserve(out _));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(200, Wait(pacer));
    }

    [Fact]
    public void A_pause_fills_the_bucket_and_no_more()
    {
        var pacer = new RequestPacer(perSecond: 10, burst: 2, TimeSpan.FromSeconds(10), _time);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([0, 0, 100], Enumerable.Range(0, 3).Select(_ => Wait(pacer)));
    }

    [Fact]
    public async Task A_waiting_request_goes_when_its_turn_comes()
    {
        var pacer = new RequestPacer(perSecond: 1, burst: 1, TimeSpan.FromSeconds(10), _time);
        Assert.True(await pacer.WaitAsync(TestContext.Current.CancellationToken));
        var second = pacer.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await second);
    }

    private static int Wait(RequestPacer pacer)
    {
        Assert.True(pacer.TryReserve(out var wait));
        return (int)wait.TotalMilliseconds;
    }
}
