using System.Threading.Channels;
using Fleet.Gateway.Reading;
using Microsoft.Extensions.Logging;

namespace Fleet.Gateway.Dashboard;

/// <summary>Tells the pages of one browser that something of the fleet changed: at most a few times a second, however much does.</summary>
internal sealed partial class FleetPulse(FleetView view, TimeProvider time, ILogger<FleetPulse> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // Freshness and "5 s ago" change by themselves.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task? _running;

    /// <summary>Raised beside the pages' own thread.</summary>
    public event Func<Task>? Changed;

    public void Start() => _running ??= Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null) await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                using (var watch = view.Watch(null)) await FollowAsync(watch.Changes);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The browser is gone.
        }
    }

    private async Task FollowAsync(ChannelReader<NumberedChange> changes)
    {
        try
        {
            while (true)
            {
                await TellAsync();
                await Task.Delay(Pause, time, _stop.Token);
                using var patience = new CancellationTokenSource(Longest, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
                try
                {
                    if (!await changes.WaitToReadAsync(either.Token)) return;
                    while (changes.TryRead(out _)) continue;
                }
                catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
                {
                    // Nothing changed; what depends on the time is shown anew.
                }
            }
        }
        catch (WatcherTooSlowException)
        {
            // What was missed is in the picture.
        }
    }

    private async Task TellAsync()
    {
        foreach (var listener in Changed?.GetInvocationList().Cast<Func<Task>>() ?? [])
        {
            try
            {
                await listener();
            }
#pragma warning disable CA1031 // one page that fails must not keep the others from being told
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogPageFailed(e);
            }
#pragma warning restore CA1031
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page of the dashboard could not be shown anew")]
    private partial void LogPageFailed(Exception exception);
}
