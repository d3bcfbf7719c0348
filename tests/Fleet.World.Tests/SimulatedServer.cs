using Fleet.Simulator;
using Fleet.Simulator.Store;
using Fleet.Simulator.World;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

[assembly: AssemblyFixture(typeof(Fleet.World.Tests.SimulatedServer))]

namespace Fleet.World.Tests;

/// <summary>A simulated cluster, which worlds play on without a network.</summary>
public sealed class SimulatedServer : WorldServer
{
    private readonly SimulatedCluster _cluster =
        new(new SimulatedClusterOptions("world", "3b3b3b3b"), ClusterImage.Empty, TimeProvider.System, NullLogger.Instance);

    internal override IDisposable? Open(string manager, out IWorldCluster cluster)
    {
        cluster = new SimulatedWorldCluster(_cluster, manager);
        return null;
    }

    internal override TestWorld StartWorld(WorldOrders? orders, string ns) => TestWorld.Start(new SimulatedWorldCluster(_cluster), orders, ns);

    protected override ValueTask StartAsync() => ValueTask.CompletedTask;

    protected override ValueTask StopAsync() => ValueTask.CompletedTask;
}
