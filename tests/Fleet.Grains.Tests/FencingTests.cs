using System.Text.Json.Nodes;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

[Collection("one fleet at a time")]
public sealed class FencingTests(OpenShiftLikeCluster cluster) : IAsyncLifetime
{
    private readonly string _first = FleetServer.NewFolder();
    private readonly string _second = FleetServer.NewFolder();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_first, recursive: true);
        Directory.Delete(_second, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_second_fleet_does_not_write_until_it_takes_over_and_then_the_first_one_stops()
    {
        await using var first = await FleetServer.StartAsync(_first);
        await first.AddAsync("real", cluster);
        await Wait.UntilAsync(async () => (await first.Cluster("real").Describe())?.State == ConnectionState.Live, "the first fleet to be connected");
        await using var second = await FleetServer.StartAsync(_second);
        await second.AddAsync("real", cluster);

        await Wait.UntilAsync(async () => await IsFencedAsync(second), "the second fleet to be fenced");
        Assert.False(await IsFencedAsync(first));

        await second.Cluster("real").TakeOver();
        await Wait.UntilAsync(async () => !await IsFencedAsync(second) && await IsFencedAsync(first), "the fleets to change roles");

        await second.Cluster("real").Remove(FinalizerPolicy.Keep);
        await first.Cluster("real").Remove(FinalizerPolicy.Keep);
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound, await cluster.Admin.StatusOfAsync("/apis/coordination.k8s.io/v1/namespaces/quay-fleet/leases/quay-fleet"));
    }

    [Fact]
    public async Task A_database_older_than_what_the_cluster_has_seen_writes_nothing()
    {
        await using (var newer = await FleetServer.StartAsync(_first))
        {
            await newer.AddAsync("real", cluster);
            await Wait.UntilAsync(async () => (await newer.Cluster("real").Describe())?.State == ConnectionState.Live, "the fleet to be connected");
        }
        // As if sessions followed that this database, restored from a backup, knows nothing of.
        await cluster.Admin.MergeAsync(
            "/apis/coordination.k8s.io/v1/namespaces/quay-fleet/leases/quay-fleet", new JsonObject { ["spec"] = new JsonObject { ["leaseTransitions"] = 50 } });

        await using var restored = await FleetServer.StartAsync(_first);
        await Wait.UntilAsync(async () => await IsFencedAsync(restored), "the restored fleet to be fenced");
        await restored.Cluster("real").TakeOver();
        await Wait.UntilAsync(async () => !await IsFencedAsync(restored), "the fleet to write again");
        await restored.Cluster("real").Remove(FinalizerPolicy.Release);
    }

    [Fact]
    public async Task An_in_cluster_operator_keeps_the_fleet_from_writing()
    {
        const string Versions = "/apis/operators.coreos.com/v1alpha1/namespaces/default/clusterserviceversions";
        await cluster.Admin.CreateAsync(Versions, new JsonObject
        {
            ["apiVersion"] = "operators.coreos.com/v1alpha1",
            ["kind"] = "ClusterServiceVersion",
            ["metadata"] = new JsonObject { ["name"] = "quay-operator.v3.7.10" },
        });
        await using var server = await FleetServer.StartAsync(_first);
        await server.AddAsync("real", cluster);

        await Wait.UntilAsync(async () => await IsFencedAsync(server), "the fleet to be fenced");
        Assert.Contains("quay-operator.v3.7.10", (await server.Cluster("real").Describe())!.Blockers.Single(b => b.Code == "fenced").Message, StringComparison.Ordinal);

        await cluster.Admin.DeleteAsync($"{Versions}/quay-operator.v3.7.10");
        await server.Cluster("real").Remove(FinalizerPolicy.Release);
    }

    [Theory]
    [InlineData("operators.coreos.com/v1alpha1", "ClusterServiceVersion", "clusterserviceversions", "quay-operator.v3.7.11")]
    [InlineData("apps/v1", "Deployment", "deployments", "quay-operator-tng")]
    public async Task An_operator_that_comes_later_stops_the_fleet_and_one_that_goes_lets_it_write_again(string version, string kind, string plural, string name)
    {
        var installed = $"/apis/{version}/namespaces/default/{plural}";
        await using var server = await FleetServer.StartAsync(_first);
        await server.AddAsync("real", cluster);
        await Wait.UntilAsync(async () => (await server.Cluster("real").Describe())?.State == ConnectionState.Live, "the fleet to be connected");
        Assert.False(await IsFencedAsync(server));

        await cluster.Admin.CreateAsync(installed, Operator(version, kind, name));
        await Wait.UntilAsync(async () => await IsFencedAsync(server), "the fleet to be fenced");

        await cluster.Admin.DeleteAsync($"{installed}/{name}");
        await Wait.UntilAsync(async () => !await IsFencedAsync(server), "the fleet to write again");
        await server.Cluster("real").Remove(FinalizerPolicy.Release);
    }

    private static JsonObject Operator(string version, string kind, string name)
    {
        var operators = new JsonObject
        {
            ["apiVersion"] = version,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["olm.owner.kind"] = "ClusterServiceVersion" } },
        };
        if (kind != "Deployment") return operators;
        operators["spec"] = JsonNode.Parse("""
            {
              "replicas": 0,
              "selector": { "matchLabels": { "name": "operator" } },
              "template": {
                "metadata": { "labels": { "name": "operator" } },
                "spec": { "containers": [{ "name": "operator", "image": "operator" }] }
              }
            }
            """);
        return operators;
    }

    private static async Task<bool> IsFencedAsync(FleetServer fleet) =>
        (await fleet.Cluster("real").Describe())?.Blockers.Any(blocker => blocker.Code == "fenced") == true;
}
