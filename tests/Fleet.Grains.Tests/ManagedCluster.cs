using Fleet.Grains.Clusters;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>A server that reconciles the cluster <c>real</c>, for the tests of one class.</summary>
public sealed class ManagedCluster(OpenShiftLikeCluster cluster) : IAsyncLifetime
{
    private readonly string _folder = FleetServer.NewFolder();

    internal FleetServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await FleetServer.StartAsync(_folder);
        await Server.AddAsync("real", cluster);
    }

    /// <param name="meanwhile">Done while no server runs.</param>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        await Server.DisposeAsync();
        if (meanwhile is not null) await meanwhile();
        Server = await FleetServer.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.Cluster("real").Remove(FinalizerPolicy.Release);
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
