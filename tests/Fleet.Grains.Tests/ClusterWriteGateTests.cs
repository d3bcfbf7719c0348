using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

public sealed class ClusterWriteGateTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProcessPulse _pulse;
    private readonly ClusterWriteGate _gate;
    private int _asked;
    private string? _answer;

    public ClusterWriteGateTests()
    {
        _pulse = new ProcessPulse(_time);
        _gate = new ClusterWriteGate(_pulse, _time)
        {
            Ask = async _ =>
            {
                await Task.Yield();
                Interlocked.Increment(ref _asked);
                return _answer;
            },
        };
    }

    public void Dispose()
    {
        _gate.Dispose();
        _pulse.Dispose();
    }

    [Fact]
    public async Task Writes_go_unasked_while_nothing_gives_reason_for_doubt()
    {
        for (var i = 0; i < 3; i++) Assert.Null(await EnterAsync());
        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task After_the_process_stood_still_one_asks_and_all_that_wait_go_by_the_answer()
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        var entered = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(EnterAsync)));
        Assert.All(entered, Assert.Null);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_write_that_waited_through_a_stop_does_not_go_when_another_session_has_taken_over()
    {
        Assert.Null(await EnterAsync());
        _time.Advance(TimeSpan.FromSeconds(10));
        _answer = "the Lease is held by session 8";
        Assert.Equal("the Lease is held by session 8", Assert.IsType<KubernetesError.Superseded>(await EnterAsync()).Message);

        // Asked each time: the cause may go.
        _answer = null;
        Assert.Null(await EnterAsync());
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_changed_Lease_is_asked_about_once()
    {
        _gate.Suspect();
        Assert.Null(await EnterAsync());
        Assert.Null(await EnterAsync());
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_doubt_that_arises_while_asking_is_asked_about_too()
    {
        _gate.Suspect();
        _gate.Ask = _ =>
        {
            if (Interlocked.Increment(ref _asked) == 1) _gate.Suspect();
            return Task.FromResult<string?>(null);
        };
        Assert.Null(await EnterAsync());
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Closing_waits_for_what_is_inside_and_lets_nothing_in()
    {
        Assert.Null(await EnterAsync());
        var closing = _gate.CloseAsync(TimeSpan.FromSeconds(3));
        Assert.False(closing.IsCompleted);
        Assert.IsType<KubernetesError.Superseded>(await EnterAsync());
        _gate.Exit();
        await closing;
    }

    [Fact]
    public async Task Closing_does_not_wait_for_ever()
    {
        Assert.Null(await EnterAsync());
        var closing = _gate.CloseAsync(TimeSpan.FromSeconds(3));
        _time.Advance(TimeSpan.FromSeconds(3));
        await closing;
    }

    private async Task<KubernetesError?> EnterAsync() => await _gate.EnterAsync(TestContext.Current.CancellationToken);
}
