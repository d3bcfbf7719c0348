using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>A cluster that is first looked at, then reconciled, then looked at again, on a real API server.</summary>
[Collection("one fleet at a time")]
public sealed class ClusterModeTests(OpenShiftLikeCluster cluster) : IAsyncLifetime
{
    private const string Lease = "/apis/coordination.k8s.io/v1/namespaces/quay-fleet/leases/quay-fleet";
    private readonly string _folder = FleetServer.NewFolder();
    private FleetServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FleetServer.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.Cluster("looked-at").Remove(FinalizerPolicy.Release);
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Only_in_mode_reconcile_is_anything_written_and_what_the_fleet_put_there_for_itself_goes_with_the_mode()
    {
        var ns = await cluster.CreateNamespaceAsync("mode");
        var registry = $"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries/main";
        var redis = $"/apis/apps/v1/namespaces/{ns}/deployments/main-quay-redis";
        await _server.AddAsync("looked-at", cluster, ClusterMode.Observe);
        await cluster.CreateRegistryAsync(ns, "main");
        await UntilAsync(ns, summary => summary is not null, "the registry to be seen");
        Assert.Null((await cluster.Admin.GetAsync(registry))["metadata"]!["finalizers"]);

        var reconciled = await ChangeAsync(ClusterMode.Reconcile);
        Assert.Equal((ClusterMode.Reconcile, 0), (reconciled.Cluster!.Mode, reconciled.Released));
        await UntilAsync(ns, summary => summary is { Available: true, Blockers.IsEmpty: true }, "it to be available");
        Assert.NotNull((await cluster.Admin.GetAsync(registry))["metadata"]!["finalizers"]);
        // Known a moment before it is written; with the mode, writing ends.
        await Wait.UntilAsync(async () => IsAvailable(await cluster.Admin.GetAsync(registry)), "its status to say so");
        Assert.Equal(HttpStatusCode.OK, await cluster.Admin.StatusOfAsync(Lease));

        var observed = await ChangeAsync(ClusterMode.Observe);
        Assert.Equal(ClusterMode.Observe, observed.Cluster!.Mode);
        // Other tests may have left registries behind, which were reconciled too.
        Assert.InRange(observed.Released, 1, int.MaxValue);
        Assert.Empty(observed.Problems);
        Assert.Null((await cluster.Admin.GetAsync(registry))["metadata"]!["finalizers"]);
        Assert.Equal(HttpStatusCode.NotFound, await cluster.Admin.StatusOfAsync(Lease));
        await cluster.Admin.MergeAsync(redis, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["quay-component"] = "mine" } } });
        // Asked again, there is nothing left to clean; and a server that starts finds the mode as it was set.
        Assert.Equal(0, (await ChangeAsync(ClusterMode.Observe)).Released);
        await _server.DisposeAsync();
        _server = await FleetServer.StartAsync(_folder);
        await Wait.UntilAsync(async () => await _server.Cluster("looked-at").Describe() is { Mode: ClusterMode.Observe, State: ConnectionState.Live }, "the cluster to be live");
        await UntilAsync(ns, summary => summary is { Available: true }, "the registry to be seen as its status says");
        Assert.Equal("mine", await ComponentAsync(redis));

        await ChangeAsync(ClusterMode.Reconcile);
        await Wait.UntilAsync(async () => await ComponentAsync(redis) == "redis", "the drift to be corrected");
    }

    private Task<ClusterChangeOutcome> ChangeAsync(ClusterMode mode) =>
        _server.Cluster("looked-at").Change(new ClusterChange(mode, FinalizerPolicy.Release, ImmutableSortedDictionary<string, string?>.Empty));

    private static bool IsAvailable(JsonObject registry) =>
        registry["status"]?["conditions"] is JsonArray conditions && conditions.Any(c => (string?)c!["type"] == "Available" && (string?)c["status"] == "True");

    private async Task<string?> ComponentAsync(string path) => (string?)(await cluster.Admin.GetAsync(path))["metadata"]!["labels"]!["quay-component"];

    private Task UntilAsync(string ns, Func<RegistrySummary?, bool> holds, string what) =>
        Wait.UntilAsync(async () => holds(await _server.Registry("looked-at", ns, "main").Describe()), what);
}
