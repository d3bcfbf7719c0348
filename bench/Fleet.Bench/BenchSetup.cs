using Fleet.Bench.Server;

namespace Fleet.Bench;

/// <summary>A cluster, a server that reconciles it, and the server's live stream.</summary>
internal sealed class BenchSetup : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private BenchSetup(BenchCluster cluster, ServerProcess server, RegistryStream stream) => (Cluster, Server, Stream) = (cluster, server, stream);

    public BenchCluster Cluster { get; }

    public ServerProcess Server { get; }

    public RegistryStream Stream { get; }

    public static async Task<BenchSetup> StartAsync()
    {
        var cluster = await BenchCluster.OpenAsync();
        try
        {
            var server = await ServerProcess.StartAsync(cluster.KubeconfigPath);
            return new BenchSetup(cluster, server, await RegistryStream.OpenAsync(server.Client));
        }
        catch
        {
            await cluster.StopAllAsync();
            throw;
        }
    }

    /// <summary>Creates registries at once and waits until the stream has shown all of them available.</summary>
    /// <returns>The wall time from the first create on.</returns>
    public async Task<TimeSpan> CreateAsync(string ns, IReadOnlyCollection<string> names)
    {
        var started = TimeProvider.System.GetTimestamp();
        var available = Stream.AllAvailableAsync(ns, names.Count, Patience);
        await Task.WhenAll(names.Select(name => Cluster.CreateRegistryAsync(ns, name)));
        return TimeProvider.System.GetElapsedTime(started, await available);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        await Server.DisposeAsync();
        await Cluster.StopAllAsync();
    }
}
