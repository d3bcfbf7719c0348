using Fleet.Simulator.World;
using Xunit;

[assembly: AssemblyFixture(typeof(Fleet.World.Tests.ApiServer))]

namespace Fleet.World.Tests;

/// <summary>A real API server. Without the controllers that the actors stand for: they would do the actors' work.</summary>
public sealed class ApiServer : WorldServer
{
    private readonly Fleet.Testing.ApiServer _server = new();

    internal override IDisposable Open(string manager, out IWorldCluster cluster)
    {
        var api = ClusterApi.Open(_server.KubeconfigPath, manager: manager);
        cluster = api;
        return api;
    }

    internal override TestWorld StartWorld(WorldOrders? orders, string ns) => TestWorld.Start(_server.KubeconfigPath, orders, ns: ns);

    protected override ValueTask StartAsync() => _server.InitializeAsync();

    protected override ValueTask StopAsync() => _server.DisposeAsync();
}
