using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>What would be in the way of an upgrade, found out on a real API server by an account whose rights change.</summary>
[Collection("one fleet at a time")]
public sealed class PreflightTests(OpenShiftLikeCluster cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private readonly string _folder = FleetServer.NewFolder();
    private FleetServer _server = null!;
    private string _ns = "";

    private string Role => $"preflight-{_ns}";

    private string Bundle => $"/api/v1/namespaces/{_ns}/secrets/settings";

    public async ValueTask InitializeAsync()
    {
        _ns = await cluster.CreateNamespaceAsync("preflight");
        await cluster.Admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", new JsonObject { ["metadata"] = new JsonObject { ["name"] = Role }, ["rules"] = Rules("*") });
        _server = await FleetServer.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await MayAsync("*");
        await _server.Cluster("limited").Remove(FinalizerPolicy.Release);
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Everything_in_the_way_of_an_upgrade_is_named_and_finding_out_changes_nothing()
    {
        var kubeconfig = cluster.KubeconfigOf(await cluster.CreateServiceAccountAsync(_ns, "fleet", Role));
        Assert.IsType<RegistrationOutcome.Accepted>(await _server.Cluster("limited").Register(
            new RegisterCluster(kubeconfig, null, ClusterMode.Reconcile, ImmutableSortedDictionary<string, string>.Empty)));
        await cluster.Admin.CreateAsync($"/api/v1/namespaces/{_ns}/secrets", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "settings" }, ["data"] = Config("REGISTRY_TITLE: Harbour") });
        await cluster.CreateRegistryAsync(_ns, "checked", new JsonObject { ["configBundleSecret"] = "settings" }, "3.6.1");
        await Wait.UntilAsync(async () => await _server.Registry("limited", _ns, "checked").Describe() is { Available: true, CurrentVersion: "3.6.1", Blockers.IsEmpty: true }, "it to run");
        await Wait.UntilAsync(async () => (string?)(await cluster.Admin.GetAsync($"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/checked"))["status"]?["currentVersion"] == "3.6.1", "its status to say so");

        var before = await RestAsync();
        Assert.Null(await TryAsync("3.7.10"));
        Assert.Contains("3.6.1 → 3.7.10 → 3.7.11", await TryAsync("3.7.11"), StringComparison.Ordinal);
        var (asItIs, asNext) = (await DiffAsync(null), await DiffAsync("3.7.10"));
        Assert.Equal("3.6.1", asItIs.Version);
        Assert.All(asItIs.Objects, o => Assert.True(o.Action == ObjectAction.Keep, $"{o}: {string.Join(", ", o.Changes)}"));
        var quay = Assert.Single(asNext.Objects, o => o.Key == new ObjectKey(ResourceKind.Deployment, _ns, "checked-quay-app"));
        // The API server cannot get there in one apply, and says nothing of what it would come to.
        Assert.Contains(quay.Changes, change => change is { Path: "spec.template.spec.volumes.1", After: null });
        Assert.Contains(quay.Changes, change => change is { Path: "spec.template.spec.containers[quay-app].env[QUAY_VERSION].name", Before: null });
        var keys = Assert.Single(asNext.Objects, o => o.Key == new ObjectKey(ResourceKind.Secret, _ns, "checked-quay-registry-managed-secret-keys"));
        Assert.Equal(ObjectAction.Create, keys.Action);
        Assert.All(keys.Changes.Where(change => change.Path.StartsWith("data.", StringComparison.Ordinal)), change => Assert.Equal("\"(not shown)\"", change.After));
        var after = await VersionsAsync();
        Assert.Equal([], before.Except(after).Concat(after.Except(before)));

        await MayAsync("get", "list", "watch", "create", "patch", "update");
        await Wait.UntilAsync(async () => await TryAsync("3.7.10") is { } no
            && no.Contains($"the fleet may not delete jobs.batch in namespace {_ns}: apply deploy/member-cluster/rbac.yaml", StringComparison.Ordinal)
            && no.Contains("the fleet may not delete secrets", StringComparison.Ordinal), "the missing rights to be named");
        await MayAsync("get", "list", "watch", "delete");
        await Wait.UntilAsync(
            async () => await TryAsync("3.7.10") is { } no && no.Contains("checked-quay-app", StringComparison.Ordinal) && no.Contains("cannot patch resource", StringComparison.Ordinal),
            "what the API server refuses to be named");
        await MayAsync("*");
        await Wait.UntilAsync(async () => await TryAsync("3.7.10") is null, "the way to be free again");
        await cluster.Admin.MergeAsync(Bundle, new JsonObject { ["data"] = Config("FEATURE_A: [") });
        await Wait.UntilAsync(async () => await TryAsync("3.7.10") is { } no && no.Contains("config.yaml", StringComparison.Ordinal), "the broken bundle to be named");
    }

    [Fact]
    public async Task A_registry_can_be_deleted_though_the_fleet_may_not_touch_what_lies_outside_its_namespace_any_more()
    {
        var kubeconfig = cluster.KubeconfigOf(await cluster.CreateServiceAccountAsync(_ns, "fleet", Role));
        Assert.IsType<RegistrationOutcome.Accepted>(await _server.Cluster("limited").Register(
            new RegisterCluster(kubeconfig, null, ClusterMode.Reconcile, ImmutableSortedDictionary<string, string>.Empty)));
        await cluster.CreateRegistryAsync(_ns, "leaving");
        var registry = $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/leaving";
        await Wait.UntilAsync(async () => (await cluster.Admin.GetAsync(registry))["metadata"]!["finalizers"] is JsonArray { Count: > 0 }, "the finalizer");
        await MayAsync(new JsonArray(Rule("*", "get", "list", "watch"), Rule("coordination.k8s.io", "*"), Rule("quay.redhat.com", "*")));

        await cluster.Admin.DeleteAsync(registry);
        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(registry) == System.Net.HttpStatusCode.NotFound, "the registry to be gone");
        Assert.Equal(System.Net.HttpStatusCode.OK, await cluster.Admin.StatusOfAsync("/api/v1/namespaces/openshift-config-managed/configmaps/leaving-grafana-dashboard-quay"));
    }

    private async Task<RegistryDiff> DiffAsync(string? version)
    {
        var answer = await _server.Registry("limited", _ns, "checked").Diff(version);
        return answer.Diff ?? throw new InvalidOperationException(answer.Problem);
    }

    private Task<string?> TryAsync(string version) => _server.Registry("limited", _ns, "checked").Preflight(version, Week);

    private Task MayAsync(params string[] verbs) => MayAsync(Rules(verbs));

    private Task MayAsync(JsonArray rules) => cluster.Admin.MergeAsync($"/apis/rbac.authorization.k8s.io/v1/clusterroles/{Role}", new JsonObject { ["rules"] = rules });

    // Without its Lease it would be fenced, and say so instead.
    private static JsonArray Rules(params string[] verbs) => new(Rule("*", verbs), Rule("coordination.k8s.io", "*"));

    private static JsonObject Rule(string group, params string[] verbs) => new()
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = new JsonArray("*"),
        ["verbs"] = new JsonArray([.. verbs.Select(verb => JsonValue.Create(verb))]),
    };

    private static JsonObject Config(string yaml) => new() { ["config.yaml"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(yaml)) };

    /// <summary>What there is once what an upgrade supersedes has been taken away.</summary>
    private async Task<SortedSet<string>> RestAsync()
    {
        var last = await VersionsAsync();
        await Wait.UntilAsync(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
                var before = last;
                last = await VersionsAsync();
                return last.SetEquals(before);
            },
            "nothing to change any more");
        return last;
    }

    private async Task<SortedSet<string>> VersionsAsync()
    {
        var versions = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var collection in (string[])["/api/v1", "/apis/apps/v1", "/apis/batch/v1"])
            foreach (var kind in collection == "/api/v1" ? ["secrets", "configmaps", "services"] : collection == "/apis/apps/v1" ? (string[])["deployments"] : ["jobs"])
                foreach (var item in (await cluster.Admin.GetAsync($"{collection}/namespaces/{_ns}/{kind}"))["items"]!.AsArray())
                    versions.Add($"{kind} {item!["metadata"]!["name"]} {item["metadata"]!["uid"]} {item["metadata"]!["resourceVersion"]}");
        return versions;
    }
}
