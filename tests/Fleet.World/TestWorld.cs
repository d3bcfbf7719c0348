using System.Net;
using System.Text.Json.Nodes;
using Fleet.World.Actors;

namespace Fleet.World;

/// <summary>
/// Plays, against a real API server, what a bare one lacks: router, bucket and volume provisioner, Deployment and Job controller, kubelet,
/// autoscaler, CA injection. Expects a controller manager that runs garbage collection, namespaces and service accounts, and neither the
/// deployment nor the job controller: see README.md.
/// </summary>
public sealed class TestWorld : IAsyncDisposable
{
    private readonly ClusterApi _api;
    private readonly CancellationTokenSource _end = new();
    private readonly IReadOnlyList<ActorLoop> _loops;
    private readonly Task _playing;

    private TestWorld(ClusterApi api, WorldOrders orders, WorldParts parts, string? ns, TimeProvider clock, Action<string> log)
    {
        _api = api;
        Orders = orders;
        _loops = [.. Cast(api, orders, parts, clock).Select(actor => new ActorLoop(actor, api, ns, clock, log))];
        orders.Changed += Again;
        var tasks = _loops.Select(loop => PlayAsync(loop.RunAsync)).ToList();
        if (parts.HasFlag(WorldParts.Monitoring)) tasks.Add(PlayAsync(end => OpenMonitoringAsync(clock, end)));
        _playing = Task.WhenAll(tasks);
    }

    public WorldOrders Orders { get; }

    /// <summary>Starts to play; the server need not be up yet, nor serve every kind.</summary>
    /// <param name="ns">The one namespace to play in; all when null.</param>
    /// <param name="log">Told about every kind that is not served and every request that is refused.</param>
    public static TestWorld Start(
        string kubeconfig,
        WorldOrders? orders = null,
        WorldParts parts = WorldParts.All,
        string? ns = null,
        TimeProvider? clock = null,
        Action<string>? log = null) =>
        new(ClusterApi.Open(kubeconfig), orders ?? new WorldOrders(), parts, ns, clock ?? TimeProvider.System, log ?? (_ => { }));

    /// <summary>Ends when the world is disposed of, or with the exception of a part that could not go on.</summary>
    public Task Completion => _playing;

    public async ValueTask DisposeAsync()
    {
        Orders.Changed -= Again;
        await _end.CancelAsync();
        try
        {
            await _playing;
        }
        catch (OperationCanceledException)
        {
        }
        _end.Dispose();
        _api.Dispose();
    }

    // A part that breaks ends the whole world: half a world would look like a slow cluster.
    private Task PlayAsync(Func<CancellationToken, Task> part) => Task.Run(async () =>
    {
        try
        {
            await part(_end.Token);
        }
        catch (Exception) when (!_end.IsCancellationRequested)
        {
            await _end.CancelAsync();
            throw;
        }
    });

    private void Again()
    {
        foreach (var loop in _loops) loop.Again();
    }

    private static IEnumerable<Actor> Cast(ClusterApi api, WorldOrders orders, WorldParts parts, TimeProvider clock)
    {
        if (parts.HasFlag(WorldParts.Routes)) yield return new Router(api, orders, clock);
        if (parts.HasFlag(WorldParts.Buckets)) yield return new BucketProvisioner(api, orders);
        if (parts.HasFlag(WorldParts.Workloads)) yield return new Workloads(api, orders, clock);
        if (parts.HasFlag(WorldParts.Jobs)) yield return new JobRunner(api, orders, clock);
        if (parts.HasFlag(WorldParts.Autoscalers)) yield return new Autoscaler(api, orders);
        if (parts.HasFlag(WorldParts.Volumes)) yield return new VolumeProvisioner(api, orders);
        if (parts.HasFlag(WorldParts.Certificates)) yield return new CertificateInjector(api, orders);
    }

    private async Task OpenMonitoringAsync(TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await _api.GetAsync("/apis/monitoring.coreos.com/v1", cancellation) is not null)
                {
                    await _api.CreateAsync("/api/v1/namespaces", new JsonObject
                    {
                        ["apiVersion"] = "v1",
                        ["kind"] = "Namespace",
                        ["metadata"] = new JsonObject { ["name"] = "openshift-config-managed" },
                    }, cancellation);
                    return;
                }
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException || failed is ApiException { Status: not HttpStatusCode.Forbidden })
            {
                // The server is not up yet, or down again.
            }
            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellation);
        }
    }
}
