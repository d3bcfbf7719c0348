using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Starts the registered clusters when this silo is up and whenever the set of silos changes: the first start after a restart, and the move
/// of a dead silo's clusters. Starting one that runs costs a call.
/// </summary>
internal sealed partial class ClusterStarter(
    IClusterDirectory directory, IGrainFactory grains, IClusterMembershipService membership, TimeProvider time, ILogger<ClusterStarter> logger)
    : BackgroundService
{
    /// <summary>Membership changes start clusters at once; this only catches what got lost.</summary>
    private static readonly TimeSpan Backstop = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = new SemaphoreSlim(1, 1);
        var following = FollowAsync(changes, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await StartAllAsync(stoppingToken);
            using var backstop = new CancellationTokenSource(Backstop, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(backstop.Token, stoppingToken);
            await changes.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await following;
    }

    private async Task FollowAsync(SemaphoreSlim changes, CancellationToken stopping)
    {
        try
        {
            await foreach (var _ in membership.MembershipUpdates.WithCancellation(stopping))
                if (changes.CurrentCount == 0) changes.Release();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task StartAllAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var cluster in await directory.ListAsync(stopping))
                await grains.GetGrain<IClusterGrain>(cluster.ToString()).Start();
        }
#pragma warning disable CA1031 // a cluster that does not start must not keep the others from starting at the next turn
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogStartFailed(e);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Starting the registered clusters failed and will be tried again")]
    private partial void LogStartFailed(Exception exception);
}
