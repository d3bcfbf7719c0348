using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>Registries in a namespace of their own on a real API server, whose conditions and messages are those of the Quay Operator.</summary>
public abstract class AcceptedRegistries(OpenShiftLikeCluster cluster, ManagedCluster managed) : IClassFixture<ManagedCluster>, IAsyncLifetime
{
    private protected static readonly string[] Kinds =
        ["quay", "postgres", "clair", "redis", "horizontalpodautoscaler", "objectstorage", "route", "mirror", "monitoring", "tls", "clairpostgres"];

    private protected static readonly string[] Types =
    [
        "ComponentHPAReady", "ComponentRouteReady", "ComponentMonitoringReady", "ComponentPostgresReady", "ComponentObjectStorageReady", "ComponentClairReady",
        "ComponentClairPostgresReady", "ComponentTLSReady", "ComponentRedisReady", "ComponentQuayReady", "ComponentMirrorReady", "Available", "ComponentsCreated", "RolloutBlocked",
    ];

    private protected string Ns { get; private set; } = "";

    private protected OpenShiftLikeCluster Cluster => cluster;

    public async ValueTask InitializeAsync() => Ns = await cluster.CreateNamespaceAsync("accept");

    public async ValueTask DisposeAsync()
    {
        foreach (var registry in (await cluster.Admin.GetAsync($"/apis/quay.redhat.com/v1/namespaces/{Ns}/quayregistries"))["items"]!.AsArray())
            await cluster.Admin.DeleteAsync(Registry((string)registry!["metadata"]!["name"]!));
        GC.SuppressFinalize(this);
    }

    private protected string Registry(string name) => $"/apis/quay.redhat.com/v1/namespaces/{Ns}/quayregistries/{name}";

    /// <summary>The variables of each workload whose component is given one called TESTING, in the order of the Quay Operator.</summary>
    private protected static readonly (string Workload, string Names)[] Environments =
    [
        ("quay-app", "QE_K8S_CONFIG_SECRET QE_K8S_NAMESPACE DEBUGLOG WORKER_COUNT_WEB WORKER_COUNT_SECSCAN WORKER_COUNT_REGISTRY HTTP_PROXY HTTPS_PROXY NO_PROXY TESTING QUAY_VERSION"),
        ("quay-database", "POSTGRESQL_USER POSTGRESQL_DATABASE POSTGRESQL_ADMIN_PASSWORD POSTGRESQL_PASSWORD POSTGRESQL_SHARED_BUFFERS POSTGRESQL_MAX_CONNECTIONS TESTING"),
        ("clair-app", "CLAIR_CONF CLAIR_MODE HTTP_PROXY HTTPS_PROXY NO_PROXY TESTING"),
        ("quay-redis", "TESTING"),
        ("quay-mirror", "QE_K8S_CONFIG_SECRET QE_K8S_NAMESPACE DEBUGLOG ENSURE_NO_MIGRATION HTTP_PROXY HTTPS_PROXY NO_PROXY TESTING"),
    ];

    private protected static JsonObject Spec(IEnumerable<(string Kind, bool Managed, JsonObject? Overrides)> components) => new()
    {
        ["components"] = new JsonArray([.. components.Select(component =>
        {
            var written = new JsonObject { ["kind"] = component.Kind, ["managed"] = component.Managed };
            if (component.Overrides is { } overrides) written["overrides"] = overrides;
            return (JsonNode?)written;
        })]),
    };

    private protected static (string Status, string Reason, string Message)? Condition(JsonObject registry, string type) =>
        (registry["status"]?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => (string?)condition!["type"] == type) is { } found
            ? ((string)found["status"]!, (string)found["reason"]!, (string)found["message"]!)
            : null;

    /// <summary>All conditions are True but RolloutBlocked, which is False, and so they stand in the cluster.</summary>
    private protected Task GoodAsync(string name) => Wait.UntilAsync(
        async () => await cluster.Admin.GetAsync(Registry(name)) is var registry && Types.All(type => Condition(registry, type)?.Status == (type == "RolloutBlocked" ? "False" : "True"))
            && await managed.Server.Registry("real", Ns, name).Describe() is { Available: true, Blockers.IsEmpty: true },
        $"all of {name} to be good");

    private protected async Task<List<(string Kind, bool Managed)>> ComponentsAsync(string name) =>
        [.. ((await cluster.Admin.GetAsync(Registry(name)))["spec"]!["components"] as JsonArray ?? []).Select(component => ((string)component!["kind"]!, (bool)component["managed"]!))];

    private protected async Task<JsonObject> TemplateAsync(string deployment) => (await cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{Ns}/deployments/{deployment}"))["spec"]!["template"]!.AsObject();

    private protected async Task<JsonObject> DeploymentAsync(string name) => await cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{Ns}/deployments/{name}");

    /// <summary>Lists a kind as managed or not, with these overrides.</summary>
    private protected async Task SetAsync(string registry, string kind, bool isManaged, JsonObject? overrides = null)
    {
        var components = (await cluster.Admin.GetAsync(Registry(registry)))["spec"]!["components"]!.DeepClone().AsArray();
        var component = components.Single(component => (string)component!["kind"]! == kind)!.AsObject();
        component["managed"] = isManaged;
        component.Remove("overrides");
        if (overrides is not null) component["overrides"] = overrides;
        await cluster.Admin.MergeAsync(Registry(registry), new JsonObject { ["spec"] = new JsonObject { ["components"] = components } });
    }

    private protected Task UntilConditionAsync(string registry, string type, Func<(string Status, string Reason, string Message), bool> says, string what) => Wait.UntilAsync(
        async () => Condition(await cluster.Admin.GetAsync(Registry(registry)), type) is { } condition && says(condition), what);
}
