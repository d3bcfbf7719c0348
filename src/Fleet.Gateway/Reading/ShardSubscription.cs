using System.Threading.Channels;
using Fleet.Grains.Index;
using Microsoft.Extensions.Logging;

namespace Fleet.Gateway.Reading;

/// <summary>
/// Follows one shard: snapshot, then numbered deltas; a gap starts it over. Deltas that arrive while the snapshot is on its way wait in
/// the inbox, so that none between the two is lost.
/// </summary>
internal sealed partial class ShardSubscription(int shard, FleetView view, IGrainFactory grains, TimeProvider time, ILogger<ShardSubscription> logger)
    : IFleetObserver
{
    /// <summary>Deltas that do not fit are dropped, which shows as a gap.</summary>
    private const int InboxSize = 4096;

    /// <summary>Nobody tells that a silo died with the shard on it, so the shard is asked; that also shows a lost delta that no other follows.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<FleetDelta> _inbox =
        Channel.CreateBounded<FleetDelta>(
            new BoundedChannelOptions(InboxSize) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            dropped => GatewayMetrics.DeltaDropped(dropped.Shard));

    private IFleetObserver? _self;

    /// <summary>Why the shard is not being followed now; null while it is.</summary>
    public string? Problem { get; private set; } = "not subscribed yet";

    public Task OnDelta(FleetDelta delta)
    {
        _inbox.Writer.TryWrite(delta);
        return Task.CompletedTask;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        var reason = SnapshotReason.Start;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var self = _self ??= grains.CreateObjectReference<IFleetObserver>(this);
                var index = grains.GetGrain<IFleetIndexGrain>(shard);
                view.Replace(await index.Subscribe(self).WaitAsync(cancellationToken));
                GatewayMetrics.SnapshotTaken(shard, reason);
                (Problem, pause) = (null, TimeSpan.FromMilliseconds(100));
                reason = await FollowAsync(index, self, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Silos come and go; whatever it was, only trying again helps.
                reason = SnapshotReason.Failure;
                Problem = $"the shard cannot be asked ({e.GetType().Name})";
                LogNotFollowed(e, shard, pause);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }
    }

    /// <summary>Returns when a new snapshot is needed, with why.</summary>
    private async Task<SnapshotReason> FollowAsync(IFleetIndexGrain index, IFleetObserver self, CancellationToken cancellationToken)
    {
        ShardPosition? promised = null;
        while (true)
        {
            using var renewal = new CancellationTokenSource(Renewal, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(renewal.Token, cancellationToken);
            try
            {
                await foreach (var delta in _inbox.Reader.ReadAllAsync(either.Token))
                    if (!view.TryApply(delta))
                    {
                        LogGap(shard, delta.Epoch, delta.Version);
                        return SnapshotReason.Gap;
                    }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (await index.Renew(self).WaitAsync(cancellationToken) is not { } position)
                {
                    LogForgotten(shard);
                    return SnapshotReason.Forgotten;
                }
                // What the shard had sent by the last time has arrived since, or never will.
                if (promised is { } due && !view.HasReached(shard, due))
                {
                    LogGap(shard, due.Epoch, due.Version);
                    return SnapshotReason.Gap;
                }
                promised = position;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Shard {Shard} is not followed; trying again in {Pause}")]
    private partial void LogNotFollowed(Exception exception, int shard, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} lost something before {Epoch}/{Version}; taking a snapshot")]
    private partial void LogGap(int shard, long epoch, long version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} no longer knows this gateway; subscribing anew")]
    private partial void LogForgotten(int shard);
}
