using System.Collections.Immutable;
using System.Security.Cryptography;
using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Grains.Tracing;
using Fleet.Kubernetes.Discovery;
using Fleet.Kubernetes.Requests;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Connects, discovers and claims a cluster, again and again until it succeeds, and afterwards whenever something that discovery depends on
/// changes. Runs beside the cluster grain for one session.
/// </summary>
internal sealed partial class ClusterConnector(
    ClusterSession session, FenceClaim? claim, bool needsRouter, ImmutableArray<string> namespaces, ClusterStarts starts, IClusterGrain grain, TimeProvider time, ILogger<ClusterConnector> logger)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    /// <summary>An open watch outlives its token, so whether the cluster still knows us has to be asked.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _again = new(0, 1);
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
    private FenceClaim? _claim = claim;
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync, CancellationToken.None);

    /// <summary>
    /// Ends it and waits for that: afterwards it claims nothing any more. A look under way is not cut short, since a claim that was sent may
    /// be carried out all the same; one that takes longer than anybody would wait for is given up.
    /// </summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(LongestLook, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>All watches of the session have shown what there is.</summary>
    public void Live() => _live.TrySetResult();

    /// <summary>Discovers and checks the fence once more; several calls before it happens count as one.</summary>
    public void LookAgain()
    {
        lock (_again)
            if (_again.CurrentCount == 0) _again.Release();
    }

    private async Task RunAsync()
    {
        FleetTraces.Detach();
        try
        {
            var begun = false;
            for (var attempts = 0; ;)
            {
                // Whoever has begun waits for nobody.
                var turn = begun ? null : await starts.BeginAsync(_stop.Token);
                bool complete;
                ConnectionReport report;
                try
                {
                    (report, complete) = await LookAsync();
                    complete &= await TryTellAsync(report);
                }
                catch
                {
                    turn?.Dispose();
                    throw;
                }
                attempts = complete ? 0 : attempts + 1;
                begun |= complete;
                if (begun && turn is not null) _ = turn.EndWhenBegunAsync(_live.Task, session.Gate, _stop.Token);
                else turn?.Dispose();
                if (complete) await RestAsync(report);
                else await _again.WaitAsync(Backoff.Connections.After(attempts, Jitter()), _stop.Token);
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Cancelled, or the grain it would tell is going too.
            return;
        }
#pragma warning disable CA1031 // the end of a detached task: nobody else would see it
        catch (Exception e)
        {
            LogFailed(e, session.Cluster);
        }
#pragma warning restore CA1031
    }

    /// <summary>Until somebody asks to look again, or the cluster takes credentials again that it had refused.</summary>
    private async Task RestAsync(ConnectionReport report)
    {
        var isRefused = false;
        while (!await _again.WaitAsync(AskEvery + Jitter() * AskEvery / 2, _stop.Token))
        {
            // Whatever else it answers, the watches know sooner.
            if ((await session.Api.GetAsync(ClusterKinds.Lease, session.Ended)).ErrorOrNull is KubernetesError.Unauthorised refusal)
                isRefused |= await TryTellAsync(report with { State = ConnectionState.Unauthorised, Message = refusal.Message, At = time.GetUtcNow() });
            else if (isRefused)
                return;
        }
    }

    /// <summary>False when the grain could not do what follows: grains that it calls may be on a silo that is just being lost.</summary>
    private async Task<bool> TryTellAsync(ConnectionReport report)
    {
        try
        {
            // Not longer than the session: the grain may be waiting for this to end.
            await grain.ConnectionChanged(report).WaitAsync(_stop.Token);
            return true;
        }
#pragma warning disable CA1031 // whatever it was, a session that nobody watches would stay so for ever
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            LogNotTold(e, session.Cluster);
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task<(ConnectionReport Report, bool Complete)> LookAsync()
    {
        using var span = FleetTraces.StartConnect(session.Cluster);
        var discovered = await session.Api.DiscoverAsync(session.Ended);
        if (discovered is not KubernetesResult<ServedApis>.Ok { Value: var served })
        {
            var error = ((KubernetesResult<ServedApis>.Failed)discovered).Error;
            var state = error is KubernetesError.Unauthorised or KubernetesError.Forbidden ? ConnectionState.Unauthorised : ConnectionState.Unreachable;
            return (Report(state, error.Message, null, null), false);
        }

        var features = served.ToFeatures();
        // Where nothing is written it is no matter that there is one, only what it was given.
        var found = await OperatorSearch.RunAsync(session, _claim is null ? null : served, namespaces, session.Ended);
        var fence = _claim is null ? null : await ClusterFence.ClaimAsync(session, found, _claim, time, session.Ended);
        // Taken over once: who takes it back afterwards means it, and is not to be fought.
        if (fence is null) _claim = _claim is null ? null : _claim with { TakeOver = false };
        if (fence is null && _claim is not null && needsRouter && features.Routes) await RouterProbe.EnsureAsync(session);
        return (Report(ConnectionState.Syncing, "", features, fence?.Blocker, found.Settings), fence is not { Retry: true });
    }

    private ConnectionReport Report(ConnectionState state, string message, ClusterFeatures? features, Blocker? fence, InClusterOperator? @operator = null) =>
        new(session.Number, state, message, features, fence, time.GetUtcNow(), @operator);

    private static double Jitter() => RandomNumberGenerator.GetInt32(1000) / 1000.0;

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was found out about cluster {Cluster} could not be acted on; it is tried again")]
    private partial void LogNotTold(Exception exception, ClusterName cluster);

    [LoggerMessage(Level = LogLevel.Error, Message = "Connecting to cluster {Cluster} ended unexpectedly")]
    private partial void LogFailed(Exception exception, ClusterName cluster);
}
