using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Silo.Storage;
using Fleet.Simulator;

namespace Fleet.Silo.Simulation;

/// <summary>Runs simulated clusters in the server's process and makes them known to the fleet, which sees them as any others.</summary>
internal sealed class SimulatedClusters : IAsyncDisposable
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

    public static async Task<SimulatedClusters> StartAsync(SimulationOptions options, DataDirectory data, ILoggerFactory loggers)
    {
        var fleet = await SimulatedFleet.StartAsync(
            new SimulatedFleetOptions(options.Clusters, options.Registries)
            {
                Delay = options.Delay,
                Trouble = options.Trouble,
                Data = Path.Combine(data.Path, "simulated"),
            },
            TimeProvider.System,
            loggers);
        return new SimulatedClusters(options, fleet, loggers.CreateLogger<SimulatedClusters>());
    }

    /// <summary>Registers what is not registered yet, in mode reconcile, and tells of a new address what is.</summary>
    public async Task RegisterAsync(IGrainFactory grains)
    {
        var known = true;
        foreach (var cluster in _fleet.Clusters)
        {
            var grain = grains.GetGrain<IClusterGrain>(cluster.Name);
            var outcome = await grain.Register(new RegisterCluster(cluster.Kubeconfig, null, ClusterMode.Reconcile, cluster.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal)));
            if (outcome is not RegistrationOutcome.AlreadyRegistered) known = false;
            else if (await grain.Describe() is { } summary && !cluster.Kubeconfig.Contains($"server: {summary.Endpoint.TrimEnd('/')}\n", StringComparison.Ordinal)) await grain.Rotate(cluster.Kubeconfig, null);
        }
        if (!_options.Trouble) return;
        var last = _fleet.Clusters[^1].Name;
        // A cluster that was lost before the restart still is.
        if (known) _fleet.Lose(last);
        else _losing = Task.Run(() => LoseOnceSeenAsync(last, grains.GetGrain<IClusterGrain>(last)), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _losing;
        await _fleet.DisposeAsync();
        _stop.Dispose();
    }

    // So that its registries are listed, as last seen.
    private async Task LoseOnceSeenAsync(string name, IClusterGrain cluster)
    {
        try
        {
            while (await cluster.Describe() is not { State: ConnectionState.Live } summary || summary.Registries < _options.Registries)
                await Task.Delay(Look, TimeProvider.System, _stop.Token);
            // And what they are made of.
            await Task.Delay(Look * 10, TimeProvider.System, _stop.Token);
            _fleet.Lose(name);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            _logger.LogWarning(e, "Simulated cluster {Cluster} stays reachable", name);
        }
    }
}
