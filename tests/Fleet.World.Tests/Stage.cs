using System.Text.Json.Nodes;
using Fleet.Simulator.World;

namespace Fleet.World.Tests;

/// <summary>One test's world, in a namespace of its own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static int _count;

    private readonly IWorldCluster _api;
    private readonly TestWorld _world;

    private Stage(IWorldCluster api, TestWorld world, string ns)
    {
        _api = api;
        _world = world;
        Namespace = ns;
    }

    public string Namespace { get; }

    public WorldOrders Orders => _world.Orders;

    public static async Task<Stage> OpenAsync(WorldServer server, WorldOrders? orders = null)
    {
        var ns = $"stage-{Environment.ProcessId}-{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}-{Interlocked.Increment(ref _count)}";
        await server.Api.CreateAsync("/api/v1/namespaces", Object("v1", "Namespace", ns), default);
        return new Stage(server.Api, server.StartWorld(orders, ns), ns);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    public static JsonObject Object(string apiVersion, string kind, string name, JsonObject? spec = null)
    {
        var result = new JsonObject
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name },
        };
        if (spec is not null) result["spec"] = spec;
        return result;
    }

    public static JsonObject Deployment(string name, int replicas, string image = "quay:1", string strategy = "RollingUpdate") =>
        Object("apps/v1", "Deployment", name, new JsonObject
        {
            ["replicas"] = replicas,
            ["strategy"] = new JsonObject { ["type"] = strategy },
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
            ["template"] = Pod(name, image),
        });

    public static JsonObject Job(string name)
    {
        var pod = Pod(name, "quay:1");
        pod["spec"]!["restartPolicy"] = "OnFailure";
        return Object("batch/v1", "Job", name, new JsonObject { ["template"] = pod });
    }

    public Task ApplyAsync(Resource resource, JsonObject body) =>
        _api.ApplyAsync(resource.Item(Namespace, (string)body["metadata"]!["name"]!), body.ToJsonString(), default);

    public Task PatchAsync(Resource resource, string name, JsonObject patch) =>
        _api.PatchAsync(resource.Item(Namespace, name), patch, default);

    public Task DeleteAsync(Resource resource, string name) => _api.DeleteAsync(resource.Item(Namespace, name), default);

    public async Task<Observed?> GetAsync(Resource resource, string name) =>
        await _api.GetAsync(resource.Item(Namespace, name), default) is { } json ? new Observed(json, TimeSpan.Zero) : null;

    /// <summary>Waits for up to 20 s until the object is as asked; a missing object is shown as null.</summary>
    public async Task<Observed?> UntilAsync(Resource resource, string name, Func<Observed?, bool> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var subject = await GetAsync(resource, name);
            if (holds(subject)) return subject;
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
                throw new TimeoutException($"{resource.Plural}/{name} is {subject?.Json.ToJsonString() ?? "absent"}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public async Task<Observed> SeeAsync(Resource resource, string name, Func<Observed, bool> holds) =>
        (await UntilAsync(resource, name, subject => subject is not null && holds(subject)))!;

    private static JsonObject Pod(string name, string image) => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = image }) },
    };
}
