using Fleet.Simulator.Http;
using Fleet.Simulator.Persistence;
using Fleet.Simulator.Seeding;
using Microsoft.Extensions.Logging;

namespace Fleet.Simulator;

/// <summary>
/// Simulated clusters with registries already running, served on one port. With a directory to keep them in, a fleet started again is the
/// same: addresses, credentials, and every write that was acknowledged.
/// </summary>
public sealed partial class SimulatedFleet : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly FleetStore _store;
    private readonly SimulatorHost _host;
    private readonly List<SimulatedMember> _members = [];
    private readonly ILogger _logger;
    private Task _playing = Task.CompletedTask;

    private SimulatedFleet(FleetStore store, SimulatorHost host, ILogger logger) => (_store, _host, _logger) = (store, host, logger);

    public Uri Address => _host.Address;

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<FleetMember> Clusters { get; private set; } = [];

    /// <summary>The clusters themselves, in the same order: to order faults, or to look without the network.</summary>
    public IReadOnlyList<SimulatedCluster> Simulated => [.. _members.Select(member => member.Cluster)];

    /// <summary>Ends when the fleet is disposed of, or with what broke a world.</summary>
    public Task Completion => _playing;

    /// <exception cref="InvalidOperationException">The directory was seeded with other registries.</exception>
    /// <exception cref="IOException">The port that was asked for is taken, or the directory cannot be used.</exception>
    public static async Task<SimulatedFleet> StartAsync(SimulatedFleetOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        var store = await FleetStore.OpenAsync(options.Data);
        try
        {
            var image = await store.ImageAsync(options, time, cancellation);
            var certificates = await store.CertificatesAsync(time);
            var fleet = new SimulatedFleet(store, await store.ListenAsync(certificates, options.Port), logs.CreateLogger<SimulatedFleet>());
            try
            {
                await fleet.OpenAsync(options, image, time, cancellation);
                return fleet;
            }
            catch
            {
                await fleet.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the worlds and the server, then keeps what is not kept yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _playing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _host.DisposeAsync();
        await _store.DisposeAsync();
        _end.Dispose();
    }

    private async Task OpenAsync(SimulatedFleetOptions options, Store.ClusterImage image, TimeProvider time, CancellationToken cancellation)
    {
        var identity = await _store.IdentityAsync();
        for (var number = 1; number <= options.Clusters; number++)
        {
            var name = $"sim-{number}";
            var marker = identity.MarkerOf(number);
            var cluster = new SimulatedCluster(
                new SimulatedClusterOptions(name, marker) { AdminToken = identity.TokenOf(name), HistoryLength = options.HistoryLength }, image, time, _logger, _store.JournalOf(name, marker));
            var trouble = options.Trouble ? Trouble.Of(number, options.Registries) : Trouble.None;
            _members.Add(new SimulatedMember(cluster, image, trouble, options.Delay, text => LogWorld(name, text)));
        }
        _store.Restore(_members.ToDictionary(member => member.Cluster.Options.Name, member => member.Cluster, StringComparer.Ordinal));
        foreach (var member in _members) await _store.OnceAsync($"edited/{member.Cluster.Options.Name}", () => member.EditAsync(cancellation));
        foreach (var member in _members) _host.Add(member.Cluster);
        Clusters = [.. _members.Select((member, index) => new FleetMember(member.Cluster.Options.Name, LabelsOf(index, _members.Count), _host.Kubeconfig(member.Cluster)))];

        var parts = _members.Select(member => member.RunAsync(_end.Token)).ToList();
        if (options.Churn > 0) parts.Add(ChurnAsync(options, time));
        _playing = Task.WhenAll(parts);
    }

    private async Task ChurnAsync(SimulatedFleetOptions options, TimeProvider time)
    {
        await options.ChurnBegins.WaitAsync(_end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Churn.RunAsync(_members, [.. RegistryNames.First(options.Registries)], options.Churn, time, _end.Token);
    }

    private static Dictionary<string, string> LabelsOf(int index, int clusters) =>
        new(StringComparer.Ordinal) { ["ring"] = index < Math.Max(1, clusters / 20) ? "canary" : "prod" };

    [LoggerMessage(LogLevel.Warning, "World of simulated cluster {Cluster}: {Text}")]
    private partial void LogWorld(string cluster, string text);
}
