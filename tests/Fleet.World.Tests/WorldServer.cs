using Fleet.Simulator.World;
using Fleet.Testing;
using Xunit;

namespace Fleet.World.Tests;

/// <summary>A cluster to play on, with the definitions that the tests use: the same tests run on a real API server and on a simulated one.</summary>
public abstract class WorldServer : IAsyncLifetime
{
    private IDisposable? _connection;

    internal IWorldCluster Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        _connection = Open("fleet-world", out var api);
        Api = api;
        await WorldDefinitions.InstallAsync(api);
        await WorldDefinitions.InstallFilesAsync(api, Directory.GetFiles(Path.Combine(Repository.Root, "deploy", "member-cluster", "crds"), "*.yaml"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _connection?.Dispose();
        await StopAsync();
    }

    /// <summary>The cluster as a client sees it that writes under a name of its own.</summary>
    /// <returns>What ends the connection; null when there is none to end.</returns>
    internal abstract IDisposable? Open(string manager, out IWorldCluster cluster);

    internal abstract TestWorld StartWorld(WorldOrders? orders, string ns);

    protected abstract ValueTask StartAsync();

    protected abstract ValueTask StopAsync();
}
