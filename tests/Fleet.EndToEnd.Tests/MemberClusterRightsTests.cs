using System.Net;
using System.Text.Json.Nodes;
using Fleet.Grains.Tests;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary><c>deploy/member-cluster/rbac.yaml</c> gives the fleet what it needs, and nothing it does not use.</summary>
[Collection("one fleet at a time")]
public sealed class MemberClusterRightsTests(OpenShiftLikeCluster cluster) : IAsyncLifetime
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    /// <summary>Rights that no request of the scenario shows, and why they are there all the same.</summary>
    private static readonly Dictionary<Right, string> NotSeen = new()
    {
        [new("route.openshift.io", "routes/custom-host", "create")] = "asked for by OpenShift's own API server only",
        [new("route.openshift.io", "routes/custom-host", "update")] = "asked for by OpenShift's own API server only",
        [new("quay.redhat.com", "quayregistries", "get")] = "read again after a conflicting write, which is a matter of luck",
        [new("batch", "jobs", "get")] = "a Job left by another version is replaced",
        [new("batch", "jobs", "delete")] = "a Job left by another version is replaced",
    };

    private readonly string _data = FleetProcess.NewFolder();
    private string _ns = "";

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync("rights");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Mode_reconcile_needs_every_right_of_its_role_and_no_other()
    {
        await using var rights = await MemberClusterRights.ApplyAsync(cluster, "reconcile");
        var audit = cluster.Audit();
        await using var fleet = await FleetProcess.StartAsync(_data);
        await AddAsync(fleet, rights, "reconcile");
        await cluster.CreateRegistryAsync(_ns, "current");
        await cluster.CreateRegistryAsync(_ns, "older", version: "3.5.8");
        await Succeeded(fleet.CliAsync("wait", $"registry/restricted/{_ns}/current", "--for", "condition=Available", "--timeout", "2m"));
        await Wait.UntilAsync(async () => (await RolesMadeAsync()).Contains(new("", "secrets", "put")), "the Role of an older release's pods");
        await Succeeded(fleet.CliAsync("describe", $"registry/restricted/{_ns}/current"));
        var grantedOn = await RolesMadeAsync();
        await OwnerReferenceIsPutBackAsync();
        await SupersededSecretIsDeletedAsync();
        await Succeeded(fleet.CliAsync("cluster", "rotate", "restricted", "--kubeconfig", Path.Combine(_data, "restricted.kubeconfig")));
        await Wait.UntilAsync(() => Task.FromResult(audit.Read().Any(request => request is { Resource: "leases", Verb: "patch" })), "the Lease to be claimed once more");

        foreach (var name in (string[])["current", "older"]) await DeletedAsync(name);
        await Succeeded(fleet.CliAsync("cluster", "remove", "restricted", "--finalizers", "release", "--yes"));

        var requests = await EndedAsync(fleet, audit);
        Assert.NotEmpty(requests);
        Assert.DoesNotContain(requests, request => request.Forbidden);
        var granted = (await RolesAsync("quay-fleet-observe", "quay-fleet-reconcile")).Concat(Right.Of(await cluster.Admin.GetAsync($"{Rbac}/namespaces/quay-fleet/roles/quay-fleet-reconcile"))).ToHashSet();
        var used = requests.SelectMany(Right.NeededBy).ToHashSet();
        Assert.Equal("", string.Join(", ", granted.Except(used).Except(grantedOn).Except(NotSeen.Keys).Except(ForOwnerReferences(granted))));
        Assert.Equal("", string.Join(", ", NotSeen.Keys.Except(granted)));
    }

    [Fact]
    public async Task Mode_observe_reads_with_a_role_that_can_write_nothing()
    {
        await using var rights = await MemberClusterRights.ApplyAsync(cluster, "observe");
        var audit = cluster.Audit();
        await cluster.CreateRegistryAsync(_ns, "elsewhere");
        await using var fleet = await FleetProcess.StartAsync(_data);
        await AddAsync(fleet, rights, "observe");
        await Succeeded(fleet.CliAsync("wait", "cluster/restricted", "--for", "freshness=live", "--timeout", "60s"));
        await Wait.UntilAsync(
            async () => (await fleet.CliAsync("get", "registries", "-o", "json")).Output.Contains("\"elsewhere\"", StringComparison.Ordinal), "the registry to be listed");
        await Wait.UntilAsync(() => Task.FromResult(audit.Read().Any(request => request is { Resource: "secrets", Verb: "list" })), "Secrets to be listed");
        await Succeeded(fleet.CliAsync("describe", $"registry/restricted/{_ns}/elsewhere"));
        await Succeeded(fleet.CliAsync("cluster", "remove", "restricted", "--finalizers", "keep", "--yes"));

        var requests = await EndedAsync(fleet, audit);
        Assert.DoesNotContain(requests, request => request.Forbidden);
        Assert.All(requests, request => Assert.Contains(request.Verb, (string[])["get", "list", "watch"]));
        var granted = (await RolesAsync("quay-fleet-observe")).ToHashSet();
        Assert.Equal("", string.Join(", ", granted.Except(requests.SelectMany(Right.NeededBy))));
        Assert.All(granted, right => Assert.Contains(right.Verb, (string[])["get", "list", "watch"]));
        await WritesNothingAsync(rights);
        Assert.DoesNotContain(await BindingsAsync(), name => name == "quay-fleet-reconcile");
    }

    private async Task AddAsync(FleetProcess fleet, MemberClusterRights rights, string mode)
    {
        var file = Path.Combine(_data, "restricted.kubeconfig");
        await File.WriteAllTextAsync(file, rights.Kubeconfig);
        await Succeeded(fleet.CliAsync("cluster", "add", "restricted", "--kubeconfig", file, "--mode", mode));
    }

    /// <summary>The fleet must hold what the Roles it makes allow.</summary>
    private async Task<HashSet<Right>> RolesMadeAsync() =>
        [.. (await cluster.Admin.GetAsync($"{Rbac}/namespaces/{_ns}/roles"))["items"]!.AsArray().SelectMany(role => Right.Of(role!))];

    private static IEnumerable<Right> ForOwnerReferences(IEnumerable<Right> granted) =>
        granted.Where(right => right.Verb == "delete" && granted.Contains(right with { Verb = "patch" }));

    /// <summary>With the admission plugin that OpenShift has, only who may delete an object may change its owner references.</summary>
    private async Task OwnerReferenceIsPutBackAsync()
    {
        var path = $"/api/v1/namespaces/{_ns}/services/current-quay-app";
        await cluster.Admin.MergeAsync(path, new JsonObject { ["metadata"] = new JsonObject { ["ownerReferences"] = null } });
        await Wait.UntilAsync(async () => (await cluster.Admin.GetAsync(path))["metadata"]!["ownerReferences"] is not null, "the owner reference to be put back");
    }

    private async Task SupersededSecretIsDeletedAsync()
    {
        var registry = await cluster.Admin.GetAsync($"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/current");
        var bundle = (string)registry["spec"]!["configBundleSecret"]!;
        var before = await ConfigSecretsAsync();
        await cluster.Admin.MergeAsync($"/api/v1/namespaces/{_ns}/secrets/{bundle}", new JsonObject
        {
            ["stringData"] = new JsonObject { ["config.yaml"] = "REGISTRY_TITLE: Changed\n" },
        });
        await Wait.UntilAsync(async () => !(await ConfigSecretsAsync()).Overlaps(before), "the superseded configuration to be deleted");
    }

    private async Task<HashSet<string>> ConfigSecretsAsync() =>
    [
        .. (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets"))["items"]!.AsArray().Select(secret => (string)secret!["metadata"]!["name"]!)
            .Where(name => name.StartsWith("current-quay-config-secret", StringComparison.Ordinal)),
    ];

    private async Task DeletedAsync(string name)
    {
        var path = $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/{name}";
        await cluster.Admin.DeleteAsync(path);
        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(path) == HttpStatusCode.NotFound, $"{name} to be gone");
    }

    private async Task<IEnumerable<Right>> RolesAsync(params string[] names) =>
        (await Task.WhenAll(names.Select(name => cluster.Admin.GetAsync($"{Rbac}/clusterroles/{name}")))).SelectMany(Right.Of);

    private async Task<IEnumerable<string>> BindingsAsync() =>
        (await cluster.Admin.GetAsync($"{Rbac}/clusterrolebindings"))["items"]!.AsArray().Select(binding => (string)binding!["metadata"]!["name"]!);

    private async Task WritesNothingAsync(MemberClusterRights rights)
    {
        var token = rights.Kubeconfig.Split("token: \"")[1].Split('"')[0];
        using var restricted = new AdminClient(cluster.Address, cluster.CertificateAuthorityPem, token);
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "by-the-fleet" } };
        foreach (var collection in (string[])["configmaps", "secrets", "serviceaccounts", "events"])
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => restricted.CreateAsync($"/api/v1/namespaces/{_ns}/{collection}", body.DeepClone().AsObject()));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    /// <summary>An API server records a watch when the first byte of its answer is sent, at the latest when it ends.</summary>
    private static async Task<IReadOnlyList<AuditedRequest>> EndedAsync(FleetProcess fleet, AuditLog audit)
    {
        Assert.Equal(0, await fleet.TerminateAsync());
        var requests = audit.Read();
        await Wait.UntilAsync(
            async () =>
            {
                var before = requests.Count;
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
                requests = audit.Read();
                return requests.Count == before;
            },
            "the audit log to be complete");
        return requests;
    }

    private static async Task Succeeded(Task<Ended> running)
    {
        var ended = await running;
        Assert.True(ended.Code == 0, ended.ToString());
    }
}
