using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Silo.Storage;
using Fleet.Simulator;

namespace Fleet.Silo.Simulation;

/// <summary>Runs simulated clusters in the server's process and makes them known to the fleet, which sees them as any others.</summary>
internal sealed partial class SimulatedClusters : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly SimulationOptions _options;
    private readonly SimulatedFleet _fleet;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _losing = Task.CompletedTask;

    private SimulatedClusters(SimulationOptions options, SimulatedFleet fleet, ILogger logger) => (_options, _fleet, _logger) = (options, fleet, logger);

    public static string NoneGreeting =>
        """
        Quay Fleet is running. Add a cluster:
          quayfleet cluster add NAME --kubeconfig FILE --mode reconcile
        """;

    public string Greeting =>
        $"""
        Quay Fleet is running, with {_options.Clusters} simulated clusters of {_options.Registries} registries each. Try:
          dotnet run -c Release --project src/Fleet.Cli -- get registries
        """;

    public static async Task<SimulatedClusters> StartAsync(SimulationOptions options, DataDirectory data, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var fleet = await SimulatedFleet.StartAsync(
            new SimulatedFleetOptions(options.Clusters, options.Registries)
            {
                Delay = options.Delay,
                Trouble = options.Trouble,
                Data = Path.Combine(data.Path, "simulated"),
            },
            TimeProvider.System,
            loggers,
            cancellation);
        return new SimulatedClusters(options, fleet, loggers.CreateLogger<SimulatedClusters>());
    }

    /// <summary>Registers what is not registered yet, in mode reconcile, and tells of a new address what is.</summary>
    public async Task RegisterAsync(IGrainFactory grains)
    {
        var known = true;
        foreach (var member in _fleet.Clusters)
        {
            var grain = grains.GetGrain<IClusterGrain>(member.Name);
            var outcome = await grain.Register(new RegisterCluster(member.Kubeconfig, null, ClusterMode.Reconcile, member.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal)));
            if (outcome is not RegistrationOutcome.AlreadyRegistered) known = false;
            else if (await grain.Describe() is { } summary && !member.Kubeconfig.Contains($"server: {summary.Endpoint.TrimEnd('/')}\n", StringComparison.Ordinal)) await grain.Rotate(member.Kubeconfig, null);
        }
        if (!_options.Trouble) return;
        var (last, cluster) = (_fleet.Clusters[^1].Name, _fleet.Simulated[^1]);
        // A cluster that was lost before the restart still is.
        if (known) cluster.Faults.Lose();
        else _losing = Task.Run(() => LoseOnceSeenAsync(cluster, grains.GetGrain<IClusterGrain>(last)), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _losing;
        await _fleet.DisposeAsync();
        _stop.Dispose();
    }

    // So that its registries are listed, as last seen.
    private async Task LoseOnceSeenAsync(SimulatedCluster simulated, IClusterGrain cluster)
    {
        try
        {
            while (await cluster.Describe() is not { State: ConnectionState.Live } summary || summary.Registries < _options.Registries)
                await Task.Delay(Look, TimeProvider.System, _stop.Token);
            // And what they are made of.
            await Task.Delay(Look * 40, TimeProvider.System, _stop.Token);
            simulated.Faults.Lose();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            LogNotLost(e, simulated.Options.Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Simulated cluster {Cluster} stays reachable")]
    private partial void LogNotLost(Exception exception, string cluster);
}
