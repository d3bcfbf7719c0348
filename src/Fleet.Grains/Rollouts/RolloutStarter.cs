using System.Collections.Immutable;
using Fleet.Grains.Storage;
using Fleet.Grains.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Rollouts;

/// <summary>
/// Wakes rollouts that are under way, and lets webhooks be told what they have not been: when the silo is up, and now and then, for what was lost with
/// another silo.
/// </summary>
internal sealed partial class RolloutStarter(IEventLog log, IGrainFactory grains, IOptions<RolloutOptions> options, TimeProvider time, ILogger<RolloutStarter> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    // What rests stays at rest until something is appended to it, by whichever silo: a rollback, or the start of what was planned.
    private readonly Dictionary<string, long> _resting = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await WakeAllAsync(stoppingToken) ? options.Value.Backstop : AfterFailure;
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> WakeAllAsync(CancellationToken stopping)
    {
        try
        {
            var ends = ImmutableArray.CreateBuilder<RolloutEnd>();
            await foreach (var rollout in log.ListAllAsync(EventStreams.Rollouts, stopping))
            {
                ends.Add(new RolloutEnd(rollout.Id, rollout.Last));
                if (_resting.TryGetValue(rollout.Id, out var last) && last == rollout.Last) continue;
                if (await grains.GetGrain<IRolloutGrain>(rollout.Id).Wake()) _resting.Remove(rollout.Id);
                else _resting[rollout.Id] = rollout.Last;
            }
            if (ends.Count > 0) await grains.GetWebhooks().Happened(ends.ToImmutable());
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
