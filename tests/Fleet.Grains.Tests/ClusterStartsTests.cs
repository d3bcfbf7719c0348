using Fleet.Grains.Clusters;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

public sealed class ClusterStartsTests : IDisposable
{
    private static readonly TimeSpan LongerThanQuiet = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ClusterStarts _starts;
    private readonly ClusterWriteGate _gate;
    private readonly ProcessPulse _pulse;
    private readonly List<ClusterStarts.Turn> _begun = [];

    public ClusterStartsTests()
    {
        _pulse = new ProcessPulse(_time);
        _gate = new ClusterWriteGate(_pulse, _time);
        _starts = new ClusterStarts(_time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _starts.Dispose();
        _gate.Dispose();
        _pulse.Dispose();
    }

    [Fact]
    public async Task Who_comes_when_all_turns_are_taken_waits_for_one_to_end()
    {
        var waiting = await FillAsync();
        Assert.False(waiting.IsCompleted);
        _begun[0].Dispose();
        await waiting;
        // Ended twice, a turn does not make room for two.
        _begun[0].Dispose();
        Assert.False(_starts.BeginAsync(Ct).IsCompleted);
    }

    [Fact]
    public async Task A_turn_ends_when_the_cluster_is_live_and_has_written_nothing_for_a_moment()
    {
        var waiting = await FillAsync();
        var live = new TaskCompletionSource();
        var ending = _begun[0].EndWhenBegunAsync(live.Task, _gate, Ct);
        _time.Advance(LongerThanQuiet);
        Assert.False(ending.IsCompleted);
        live.SetResult();
        Assert.Null(await _gate.EnterAsync(Ct));
        for (var steps = 0; !ending.IsCompleted && steps < 1_000; steps++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
        await ending;
        await waiting;
    }

    [Fact]
    public async Task A_cluster_that_never_becomes_live_keeps_nobody_waiting_for_ever()
    {
        var waiting = await FillAsync();
        var ending = _begun[0].EndWhenBegunAsync(new TaskCompletionSource().Task, _gate, Ct);
        _time.Advance(TimeSpan.FromMinutes(1));
        await ending;
        await waiting;
    }

    /// <summary>Takes every turn there is.</summary>
    /// <returns>The one that has to wait.</returns>
    private async Task<Task<ClusterStarts.Turn>> FillAsync()
    {
        while (true)
        {
            var next = _starts.BeginAsync(Ct);
            if (!next.IsCompleted) return next;
            _begun.Add(await next);
        }
    }
}
