using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Grains.Clusters;
using Fleet.Silo.Storage;
using Fleet.Simulator;

namespace Fleet.Silo.Simulation;

/// <summary>Runs simulated clusters in the server's process and makes them known to the fleet, which sees them as any others.</summary>
internal sealed class SimulatedClusters : IAsyncDisposable
{
    /// <summary>From the fleet's first watch of a cluster that gets lost: its registries are listed then, as last seen.</summary>
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(30);

    // Enough that waiting for the disk costs nothing, and few enough that the first clusters are watched while others wait.
    private const int RegisteredAtOnce = 16;

    private readonly SimulationOptions _options;
    private readonly SimulatedFleet _fleet;
    private readonly CancellationTokenSource _stop = new();
    private Task _losing = Task.CompletedTask;

    private SimulatedClusters(SimulationOptions options, SimulatedFleet fleet) => (_options, _fleet) = (options, fleet);

    public override string ToString() => $"{_options.Size.Clusters} simulated clusters of {_options.Size.Registries} registries each";

    public static async Task<SimulatedClusters> StartAsync(SimulationOptions options, DataDirectory data, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var fleet = await SimulatedFleet.StartAsync(
            new SimulatedFleetOptions(options.Size.Clusters, options.Size.Registries)
            {
                Delay = options.Delay,
                Trouble = options.Trouble,
                Data = Path.Combine(data.Path, "simulated"),
            },
            TimeProvider.System,
            loggers,
            cancellation);
        return new SimulatedClusters(options, fleet);
    }

    /// <summary>Registers what is not registered yet, in mode reconcile, and tells of a new address what is.</summary>
    public async Task RegisterAsync(IGrainFactory grains)
    {
        var isNew = 0;
        await Parallel.ForEachAsync(_fleet.Clusters, new ParallelOptions { MaxDegreeOfParallelism = RegisteredAtOnce, CancellationToken = _stop.Token }, async (member, _) =>
        {
            if (!await IsKnownAsync(grains.GetGrain<IClusterGrain>(member.Name), member)) Interlocked.Increment(ref isNew);
        });
        if (!_options.Trouble) return;
        var last = _fleet.Simulated[^1];
        // A cluster that was lost before the restart still is.
        if (isNew == 0) last.Faults.Lose();
        else _losing = LoseOnceSeenAsync(last);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _losing;
        await _fleet.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>Registers a cluster or tells its address; false when the fleet had not known it.</summary>
    private static async Task<bool> IsKnownAsync(IClusterGrain grain, FleetMember member)
    {
        // Subscribed, so that there are upgrades to approve.
        var outcome = await grain.Register(new RegisterCluster(
            member.Kubeconfig, null, ClusterMode.Reconcile, member.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal), Channel: "stable-3.7"));
        if (outcome is not RegistrationOutcome.AlreadyRegistered) return false;
        if (await grain.Describe() is { } summary && !member.Kubeconfig.Contains($"server: {summary.Endpoint.TrimEnd('/')}\n", StringComparison.Ordinal))
            await grain.Rotate(member.Kubeconfig, null);
        return true;
    }

    private async Task LoseOnceSeenAsync(SimulatedCluster cluster)
    {
        try
        {
            await cluster.Watched.WaitAsync(_stop.Token);
            await Task.Delay(SeenWithin, TimeProvider.System, _stop.Token);
            cluster.Faults.Lose();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }
}
