using System.Threading.Channels;
using Fleet.Domain.Clusters;
using Fleet.Grains.Catalog;
using Fleet.Grains.Placement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Starts the clusters whose home this silo is, and sends away those whose home it no longer is: when it is up, whenever the set of silos
/// changes, when a session here has ended, and when the catalog changed. Starting one that runs costs a call.
/// </summary>
internal sealed partial class ClusterStarter(
    IClusterDirectory directory,
    ClusterSessions sessions,
    ClusterHome home,
    CatalogCopy catalog,
    IGrainFactory grains,
    IClusterMembershipService membership,
    TimeProvider time,
    ILogger<ClusterStarter> logger) : BackgroundService
{
    /// <summary>Changes are told at once; this only catches what got lost.</summary>
    private static readonly TimeSpan Backstop = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>As many as connect side by side: a thousand at once would only time out together.</summary>
    private const int Concurrency = 32;

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        sessions.Ended += Look;
        catalog.Changed += Look;
        var following = FollowAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var complete = await StartAllAsync(stoppingToken);
            using var pause = new CancellationTokenSource(complete ? Backstop : AfterFailure, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, stoppingToken);
            if (!complete) await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else await ((Task)_changes.Reader.ReadAsync(either.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        sessions.Ended -= Look;
        catalog.Changed -= Look;
        await following;
    }

    private void Look() => _changes.Writer.TryWrite(true);

    private async Task FollowAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var _ in membership.MembershipUpdates.WithCancellation(stopping)) Look();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo ends.
        }
    }

    /// <returns>False when one of them has to be tried again.</returns>
    private async Task<bool> StartAllAsync(CancellationToken stopping)
    {
        var failed = 0;
        try
        {
            var concerned = (await directory.ListAsync(stopping)).Where(cluster => home.IsHere(cluster) || sessions.TryGet(cluster, out _));
            await Parallel.ForEachAsync(
                concerned,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = stopping },
                async (cluster, _) =>
                {
                    if (!await StartAsync(cluster)) Interlocked.Increment(ref failed);
                });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return true;
        }
#pragma warning disable CA1031 // the store may be away for a while
        catch (Exception e)
        {
            LogListFailed(e);
            return false;
        }
#pragma warning restore CA1031
        return failed == 0;
    }

    private async Task<bool> StartAsync(ClusterName cluster)
    {
        try
        {
            // The first call may reach what is left on a silo that is not its home any more; the next one is placed anew.
            var grain = grains.GetGrain<IClusterGrain>(cluster.ToString());
            return await grain.Start(home.View) || await grain.Start(home.View);
        }
#pragma warning disable CA1031 // a cluster that does not start must not keep the others from starting
        catch (Exception e)
        {
            LogStartFailed(e, cluster);
            return false;
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registered clusters could not be listed; it is tried again")]
    private partial void LogListFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster} could not be started; it is tried again")]
    private partial void LogStartFailed(Exception exception, ClusterName cluster);
}
