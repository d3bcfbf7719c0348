using Fleet.Simulator.Store;
using Fleet.Simulator.World;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Simulator.Seeding;

/// <summary>Builds what simulated clusters start from: an OpenShift-like cluster whose registries run and are at rest.</summary>
internal static class ImageBuilder
{
    /// <summary>Stands in the image where each cluster has its own.</summary>
    public const string Marker = "5eed1a9e";

    /// <summary>
    /// The domain of the routers, the same on all clusters: it goes into Secrets whose names are hashes of their content, where no marker can
    /// be replaced.
    /// </summary>
    public const string AppsDomain = "apps.sim.example";

    /// <summary>What injected CA bundles are made from.</summary>
    public const string Certificates = "simulated";

    /// <param name="version">What the registries run, for example <c>3.7.10</c>.</param>
    /// <exception cref="InvalidOperationException">A registry does not come to rest, or there is no such version.</exception>
    public static async Task<ClusterImage> BuildAsync(int registries, string version, TimeProvider clock, CancellationToken cancellation)
    {
        var cluster = new SimulatedCluster(new SimulatedClusterOptions("image", Marker) { HistoryLength = 1 }, ClusterImage.Empty, clock, NullLogger.Instance);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var settings = new WorldSettings(WorldParts.All, Namespace: null, AppsDomain, clock, _ => { });
        await ClusterDefinitions.InstallAsync(new SimulatedWorldCluster(cluster), cancellation);
        await ClusterCapacity.InstallAsync(new SimulatedWorldCluster(cluster), cancellation);
        var world = new ClusterWorld(new SimulatedWorldCluster(cluster), new WorldOrders { Certificates = Certificates }, settings);
        var playing = world.RunAsync(end.Token);
        try
        {
            var fleet = new SimulatedWorldCluster(cluster, SeedPass.FieldManager);
            while (await fleet.GetAsync("/api/v1/namespaces/openshift-config-managed", cancellation) is null)
                await Task.Delay(TimeSpan.FromMilliseconds(5), clock, cancellation);
            var seeding = await SeedSettings.DiscoverAsync(fleet, AppsDomain, clock, cancellation);
            await Parallel.ForEachAsync(RegistryNames.First(registries), cancellation, async (at, token) =>
            {
                var pass = new SeedPass(fleet, new RegistrySeed(at.Namespace, at.Name, version), seeding);
                await pass.CreateAsync(token);
                await pass.RunAsync(() => world.QuietAsync(token), token);
            });
            await world.QuietAsync(cancellation);
        }
        finally
        {
            await end.CancelAsync();
            await playing;
        }
        return ClusterImage.Of(cluster);
    }
}
