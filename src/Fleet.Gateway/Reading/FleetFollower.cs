using System.Collections.Immutable;
using Fleet.Grains.Index;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Gateway.Reading;

/// <summary>Keeps the view up to date for as long as the process runs. Holds the subscriptions: Orleans keeps observers only weakly.</summary>
internal sealed class FleetFollower(
    FleetView view, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ShardSubscription> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly ImmutableArray<ShardSubscription> _shards =
    [
        .. Enumerable.Range(0, FleetIndexShards.Count).Select(shard => new ShardSubscription(shard, view, grains, time, logger)),
    ];

    /// <summary>Why answers may be incomplete; empty when they are not.</summary>
    public IEnumerable<string> Problems => _shards.Index().Where(shard => shard.Item.Problem is not null).Select(shard => $"Index shard {shard.Index}: {shard.Item.Problem}.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A silo in this process places no grain before it has started; asking sooner only fills the log.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStarted = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await using var onStopping = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await started.Task;
        await Task.WhenAll([.. _shards.Select(shard => shard.RunAsync(stoppingToken)), LookAsync(stoppingToken)]);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) view.LookForStale();
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }
}
