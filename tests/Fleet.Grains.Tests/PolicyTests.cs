using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Grains.Registries;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>What is said of a cluster, and what the fleet makes of it on a real API server.</summary>
[Collection("one fleet at a time")]
public sealed class PolicyTests(OpenShiftLikeCluster cluster) : IAsyncLifetime
{
    private readonly string _folder = FleetServer.NewFolder();
    private FleetServer _server = null!;
    private string _ns = "";

    public async ValueTask InitializeAsync()
    {
        _ns = await cluster.CreateNamespaceAsync("policy");
        _server = await FleetServer.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.Cluster("real").Remove(FinalizerPolicy.Release);
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_cluster_of_some_namespaces_is_looked_at_there_alone_without_monitoring_and_keeps_what_people_wrote()
    {
        var elsewhere = await cluster.CreateNamespaceAsync("elsewhere");
        await cluster.CreateRegistryAsync(_ns, "main", JsonNode.Parse("""{"components":[{"kind":"mirror","managed":false}]}"""));
        await cluster.CreateRegistryAsync(elsewhere, "other");
        await _server.AddAsync("real", cluster, ClusterMode.Observe);
        var policy = ClusterPolicy.None with { KeepSpec = true, Namespaces = [_ns], Images = new(Redis: "mirror.example.com/redis:5"), HttpsProxy = "http://proxy.example.com:3128", NoProxy = ".cluster.local" };
        Assert.IsType<RegistrationOutcome.Accepted>(await _server.Cluster("real").SetPolicy(policy));
        await _server.Cluster("real").Change(new ClusterChange(ClusterMode.Reconcile, FinalizerPolicy.Release, ImmutableSortedDictionary<string, string?>.Empty));

        await UntilAsync(summary => summary is { Available: true, Blockers.IsEmpty: true }, "it to be available");

        var registry = await cluster.Admin.GetAsync(Path);
        await Wait.UntilAsync(async () => (registry = await cluster.Admin.GetAsync(Path))["status"]?["components"] is not null, "the components in the status");
        Assert.Equal("""{"components":[{"kind":"mirror","managed":false}]}""", registry["spec"]!.ToJsonString());
        var effective = registry["status"]!["components"]!.AsArray().ToDictionary(component => (string)component!["kind"]!, component => (bool)component!["managed"]!);
        Assert.Equal((11, true, false, false), (effective.Count, effective["postgres"], effective["mirror"], effective["monitoring"]));
        Assert.Equal("mirror.example.com/redis:5", (string?)(await cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{_ns}/deployments/main-quay-redis"))["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
        var proxy = (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets"))["items"]!.AsArray().Single(secret => ((string)secret!["metadata"]!["name"]!).StartsWith("main-quay-proxy-config-", StringComparison.Ordinal))!["data"]!;
        Assert.Equal("http://proxy.example.com:3128", Encoding.UTF8.GetString(Convert.FromBase64String((string)proxy["HTTPS_PROXY"]!)));
        Assert.EndsWith(",.cluster.local", Encoding.UTF8.GetString(Convert.FromBase64String((string)proxy["NO_PROXY"]!)), StringComparison.Ordinal);
        Assert.Null(await _server.Registry("real", elsewhere, "other").Describe());
        Assert.Null((await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}"))["metadata"]!["labels"]?["openshift.io/cluster-monitoring"]);
        var refused = await _server.Registry("real", elsewhere, "third").Write(new RegistryWrite(RegistryWriteVerb.Pause, null, null, null, DryRun: false, Force: false));
        Assert.Equal("other-namespace", Assert.IsType<RegistryWriteOutcome.Refused>(refused).Why.Code);

        await cluster.Admin.DeleteAsync($"/apis/quay.redhat.com/v1/namespaces/{elsewhere}/quayregistries/other");
        await cluster.Admin.DeleteAsync(Path);
        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(Path) == System.Net.HttpStatusCode.NotFound, "it to be gone");
    }

    [Fact]
    public async Task A_config_editor_changes_the_bundle_where_the_cluster_lets_it_and_nobody_else_does()
    {
        await cluster.Admin.CreateAsync($"/api/v1/namespaces/{_ns}/secrets", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "mine" },
            ["stringData"] = new JsonObject { ["config.yaml"] = "FEATURE_X: false", ["ldap.crt"] = "ldap" },
        });
        await cluster.CreateRegistryAsync(_ns, "main", new JsonObject { ["configBundleSecret"] = "mine" });
        await _server.AddAsync("real", cluster);
        await UntilAsync(summary => summary is { Available: true, Blockers.IsEmpty: true }, "it to be available");
        var registry = _server.Registry("real", _ns, "main");
        Assert.DoesNotContain("endpoint", (await CredentialsAsync()).Select(file => file.Key));

        await _server.Cluster("real").SetPolicy(ClusterPolicy.None with { ReconfigureUrl = "https://fleet.example.com" });
        var endpoint = "";
        await Wait.UntilAsync(async () => (endpoint = (await CredentialsAsync()).GetValueOrDefault("endpoint", "")).Length > 0, "the editor to be given the address");
        Assert.StartsWith($"https://fleet.example.com/editor/real/{_ns}/main/", endpoint, StringComparison.Ordinal);
        Assert.True(await registry.AdmitsEditor(endpoint[(endpoint.LastIndexOf('/') + 1)..]));
        Assert.False(await registry.AdmitsEditor("guessed"));

        var written = Assert.IsType<RegistryWriteOutcome.Written>(await registry.Reconfigure(new Reconfigure(
            """{"FEATURE_X":true,"DB_URI":"postgresql://generated"}""", ImmutableSortedDictionary<string, byte[]>.Empty.Add("extra_ca_certs/ca.crt", Encoding.UTF8.GetBytes("ca")))));
        Assert.Equal("spec.configBundleSecret", Assert.Single(written.Changes).Path);
        var stored = await cluster.Admin.GetAsync(Path);
        var bundle = await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets/{stored["spec"]!["configBundleSecret"]}");
        Assert.Equal(["config.yaml", "extra_ca_cert_ca.crt", "ldap.crt"], bundle["data"]!.AsObject().Select(file => file.Key).Order());
        Assert.Equal("""{"FEATURE_X":true}""", YamlReader.Read(Decoded(bundle, "config.yaml"))!.ToJsonString());
        Assert.Equal("QuayRegistry", (string?)bundle["metadata"]!["ownerReferences"]![0]!["kind"]);
        Assert.All(stored["spec"]!["components"]!.AsArray(), component => Assert.True((bool)component!["managed"]!));
        // The same once more is no change; the bundle before stays to go back to.
        Assert.Empty(Assert.IsType<RegistryWriteOutcome.Written>(await registry.Reconfigure(new Reconfigure("""{"FEATURE_X":true}""", ImmutableSortedDictionary<string, byte[]>.Empty))).Changes);
        Assert.Equal(System.Net.HttpStatusCode.OK, await cluster.Admin.StatusOfAsync($"/api/v1/namespaces/{_ns}/secrets/mine"));
        await Wait.UntilAsync(async () => await ConfigSaysAsync("FEATURE_X: true"), "the new configuration to be rendered");

        await cluster.Admin.DeleteAsync(Path);
        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(Path) == System.Net.HttpStatusCode.NotFound, "it to be gone");
    }

    [Fact]
    public async Task A_cluster_tells_what_registries_lack_there_and_namespaces_come_to_say_where_their_pods_go()
    {
        var node = JsonNode.Parse("""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "infra-1", "labels": {"node-role.kubernetes.io/infra": ""}},
             "spec": {"taints": [{"key": "infra", "effect": "NoSchedule"}]}, "status": {"allocatable": {"cpu": "8", "memory": "32Gi"}}}
            """)!.AsObject();
        await cluster.Admin.CreateAsync("/api/v1/nodes", node);
        // The API server takes a new node for one that is not ready, and nobody is there to take that back.
        await cluster.Admin.MergeAsync("/api/v1/nodes/infra-1", new JsonObject { ["spec"] = node["spec"]!.DeepClone() });
        try
        {
            await _server.AddAsync("real", cluster);
            await Wait.UntilAsync(async () => await _server.Cluster("real").Describe() is { State: ConnectionState.Live }, "the cluster to be live");
            var checks = await CheckAsync();
            Assert.Equal(["version", "apis", "rights", "capacity", "storage"], checks.Keys);
            Assert.Equal((PreflightResult.Passed, PreflightResult.Passed, PreflightResult.Failed), (checks["version"].Result, checks["rights"].Result, checks["capacity"].Result));

            await _server.Cluster("real").SetPolicy(ClusterPolicy.None with { NodeSelector = "node-role.kubernetes.io/infra=", Tolerations = ["infra:NoSchedule"] });
            var capacity = (await CheckAsync())["capacity"];
            Assert.Equal((PreflightResult.Limited, true), (capacity.Result, capacity.Message.Contains("only infra-1", StringComparison.Ordinal)));
            await cluster.CreateRegistryAsync(_ns, "main");
            await UntilAsync(summary => summary is { Available: true, Blockers.IsEmpty: true }, "it to be available");
            var annotations = (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}"))["metadata"]!["annotations"]!;
            Assert.Equal("node-role.kubernetes.io/infra=", (string?)annotations["openshift.io/node-selector"]);
            Assert.Equal("""[{"key":"infra","operator":"Exists","effect":"NoSchedule"}]""", (string?)annotations["scheduler.alpha.kubernetes.io/defaultTolerations"]);
        }
        finally
        {
            await cluster.Admin.DeleteAsync("/api/v1/nodes/infra-1");
        }

        async Task<Dictionary<string, PreflightCheck>> CheckAsync() => (await _server.Cluster("real").Preflight()).ToDictionary(check => check.Name);
    }

    private string Path => $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/main";

    private async Task<bool> ConfigSaysAsync(string text) => (await SecretsAsync()).Any(secret =>
        ((string)secret["metadata"]!["name"]!).StartsWith("main-quay-config-secret-", StringComparison.Ordinal) && Decoded(secret, "config.yaml").Contains(text, StringComparison.Ordinal));

    /// <summary>The newest there are: those before them go a little later.</summary>
    private async Task<Dictionary<string, string>> CredentialsAsync()
    {
        var named = (string?)(await cluster.Admin.GetAsync(Path))["status"]?["configEditorCredentialsSecret"];
        var secret = (await SecretsAsync()).FirstOrDefault(secret => (string?)secret["metadata"]!["name"] == named);
        return (secret?["data"] as JsonObject ?? []).ToDictionary(file => file.Key, file => Encoding.UTF8.GetString(Convert.FromBase64String((string)file.Value!)));
    }

    private async Task<IEnumerable<JsonObject>> SecretsAsync() =>
        (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets"))["items"]!.AsArray().OfType<JsonObject>();

    private static string Decoded(JsonObject secret, string file) => Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["data"]![file]!));

    private Task UntilAsync(Predicate<RegistrySummary> done, string what) =>
        Wait.UntilAsync(async () => await _server.Registry("real", _ns, "main").Describe() is { } summary && done(summary), what);
}
