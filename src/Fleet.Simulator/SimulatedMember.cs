using System.Text.Json.Nodes;
using Fleet.Simulator.Seeding;
using Fleet.Simulator.Store;
using Fleet.Simulator.World;

namespace Fleet.Simulator;

/// <summary>One cluster of a simulated fleet, and the world that plays on it.</summary>
internal sealed class SimulatedMember(SimulatedCluster cluster, ClusterImage image, Trouble trouble, TimeSpan delay, Action<string> log)
{
    public WorldOrders Orders { get; } = NewOrders(trouble, delay);

    public SimulatedCluster Cluster => cluster;

    /// <summary>Does what users did to the registries, once in a cluster's life.</summary>
    public async Task EditAsync(CancellationToken cancellation)
    {
        var user = new SimulatedWorldCluster(cluster, "kubectl-edit");
        foreach (var (path, patch) in trouble.Edits) await user.PatchAsync(path, (JsonObject)patch.DeepClone(), cancellation);
    }

    /// <summary>Plays until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation)
    {
        var world = new SimulatedWorldCluster(cluster, atRest: image, ordered: trouble.Fates.Keys.ToHashSet(StringComparer.Ordinal));
        var parts = WorldParts.All & ~WorldParts.Monitoring;
        return new ClusterWorld(world, Orders, new WorldSettings(parts, Namespace: null, ImageBuilder.AppsDomain, cluster.Time, log)).RunAsync(cancellation);
    }

    private static WorldOrders NewOrders(Trouble trouble, TimeSpan delay)
    {
        var orders = new WorldOrders { Delay = delay, Certificates = ImageBuilder.Certificates };
        foreach (var (subject, fate) in trouble.Fates) orders.Deployment(subject, fate);
        return orders;
    }
}
