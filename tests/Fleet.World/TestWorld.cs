using Fleet.Simulator.World;

namespace Fleet.World;

/// <summary>
/// Plays on a cluster what a bare API server lacks. A real one is expected to have a controller manager that runs garbage collection, namespaces and
/// service accounts, and neither the deployment nor the job controller: see README.md.
/// </summary>
public sealed class TestWorld : IAsyncDisposable
{
    /// <summary>The domain of the router that is played.</summary>
    public const string AppsDomain = "apps.example.test";

    // As many as a real server answers side by side without slowing down others.
    private const int Concurrency = 32;

    private readonly IWorldCluster _api;
    private readonly CancellationTokenSource _end = new();

    private TestWorld(IWorldCluster api, WorldOrders orders, WorldSettings settings)
    {
        (_api, Orders) = (api, orders);
        Completion = Task.Run(() => new ClusterWorld(api, orders, settings).RunAsync(_end.Token));
    }

    public WorldOrders Orders { get; }

    /// <summary>Ends when the world is disposed of, or with the exception of a part that could not go on.</summary>
    public Task Completion { get; }

    /// <summary>Starts to play; the server need not be up yet, nor serve every kind.</summary>
    /// <param name="ns">The one namespace to play in; all when null.</param>
    /// <param name="log">Told about every kind that is not served and every request that is refused.</param>
    public static TestWorld Start(
        string kubeconfig,
        WorldOrders? orders = null,
        WorldParts parts = WorldParts.All,
        string? ns = null,
        TimeProvider? clock = null,
        Action<string>? log = null)
    {
        var settings = new WorldSettings(parts, ns, AppsDomain, clock ?? TimeProvider.System, log ?? (_ => { }), Concurrency);
        return new TestWorld(ClusterApi.Open(kubeconfig, clock: settings.Clock, log: settings.Log), orders ?? new WorldOrders(), settings);
    }

    /// <summary>Starts to play on a cluster that is not reached over a kubeconfig.</summary>
    internal static TestWorld Start(IWorldCluster cluster, WorldOrders? orders, string ns) =>
        new(cluster, orders ?? new WorldOrders(), new WorldSettings(WorldParts.All, ns, AppsDomain, TimeProvider.System, _ => { }, Concurrency));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Completion;
        _end.Dispose();
        (_api as IDisposable)?.Dispose();
    }
}
