using Fleet.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Rollouts;

/// <summary>Wakes rollouts that are under way: when the silo is up, and now and then, for those whose silo was lost.</summary>
internal sealed partial class RolloutStarter(IEventLog log, IGrainFactory grains, TimeProvider time, ILogger<RolloutStarter> logger) : BackgroundService
{
    private static readonly TimeSpan Backstop = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    // What has ended does not begin again.
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await WakeAllAsync(stoppingToken) ? Backstop : AfterFailure;
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> WakeAllAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var name in log.ListAllAsync(EventStreams.Rollouts, stopping))
                if (!_ended.Contains(name) && !await grains.GetGrain<IRolloutGrain>(name).Wake()) _ended.Add(name);
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return true;
        }
#pragma warning disable CA1031 // the store may be away for a while, or a silo just gone
        catch (Exception e)
        {
            LogNotWoken(e);
            return false;
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollouts that are under way could not be woken; it is tried again")]
    private partial void LogNotWoken(Exception exception);
}
