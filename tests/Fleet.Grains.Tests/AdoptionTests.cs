using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Simulator.Seeding;
using Fleet.Testing;
using Fleet.World;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>A registry that an in-cluster operator deployed comes to belong to the fleet.</summary>
// Classes of one collection take turns: a second fleet on the same cluster would be fenced.
[Collection("one fleet at a time")]
public sealed class AdoptionTests(OpenShiftLikeCluster cluster) : IAsyncDisposable
{
    private const string Operator = "quay-operator";
    private const string Fleet = "quay-fleet";

    private readonly string _folder = FleetServer.NewFolder();

    /// <summary>Whatever became of the test, the cluster is nobody's afterwards: the next fleet would be fenced.</summary>
    public async ValueTask DisposeAsync()
    {
        await cluster.ForgetFleetAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_the_operator_deployed_belongs_to_the_fleet_alone_then_to_the_operator_again_and_no_pod_is_rolled()
    {
        var ns = await cluster.CreateNamespaceAsync();
        var registry = new RegistrySeed(ns, "payments", "3.7.11");
        await DeployAsync(registry);
        var before = await ObjectsAsync(ns);
        Assert.Contains(before, o => Managers(o).Contains(Operator));

        const string Operators = "/apis/apps/v1/namespaces/default/deployments";
        await cluster.Admin.CreateAsync(Operators, InOtherWords.Operator());
        await using (var server = await FleetServer.StartAsync(_folder))
        {
            // What the operator was given is seen while it is there; with it gone, the fleet goes on as it would have.
            await server.AddAsync("real", cluster);
            await Wait.UntilAsync(async () => (await server.Cluster("real").Describe())?.Blockers.Any(blocker => blocker.Code == "fenced") == true, "the fleet to be fenced");
            await cluster.Admin.DeleteAsync($"{Operators}/quay-operator-tng");
            await UntilTheFleetOwnsAllAsync(server, ns);
        }
        var after = await ObjectsAsync(ns);
        Assert.Equal(Names(before), Names(after));
        Assert.Equal(Generations(before), Generations(after));
        // One that the operator writes to once more is not taken from it without a word.
        Assert.All(after, o => Assert.DoesNotContain(Operator, Managers(o)));

        // Nothing of what was read is stored: a server that starts anew has to come to the same.
        await using (var server = await FleetServer.StartAsync(_folder))
        {
            await Wait.UntilAsync(async () => await server.Cluster("real").Describe() is { State: ConnectionState.Live }, "the cluster to be live");
            await cluster.Admin.MergeAsync(
                $"/apis/apps/v1/namespaces/{ns}/deployments/payments-quay-redis", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["quay-component"] = "mine" } } });
            await Wait.UntilAsync(
                async () => (string?)(await cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{ns}/deployments/payments-quay-redis"))["metadata"]!["labels"]!["quay-component"] == "redis", "a pass");
            after = await ObjectsAsync(ns);
            Assert.Equal(Names(before), Names(after));
            Assert.Equal(Generations(before), Generations(after));

            var given = await server.Cluster("real").Change(new ClusterChange(ClusterMode.Observe, FinalizerPolicy.Keep, ImmutableSortedDictionary<string, string?>.Empty, GiveBack: true));
            Assert.Empty(given.Problems);
            Assert.InRange(given.HandedOver, after.Count(IsRendered), int.MaxValue);
            Assert.All((await ObjectsAsync(ns)).Where(IsRendered), o => Assert.DoesNotContain(Fleet, Managers(o)));

            await DeployAsync(registry);
            after = await ObjectsAsync(ns);
            Assert.Equal(Names(before), Names(after));
            Assert.Equal(Generations(before), Generations(after));
            Assert.All(after.Where(IsRendered), o => Assert.Single(Managers(o), Operator));
            Assert.Contains("quay-operator/finalizer", (await cluster.Admin.GetAsync($"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries/payments"))["metadata"]!["finalizers"]!.ToJsonString(), StringComparison.Ordinal);
            await server.Cluster("real").Remove(FinalizerPolicy.Keep);
        }
    }

    private async Task UntilTheFleetOwnsAllAsync(FleetServer server, string ns)
    {
        await Wait.UntilAsync(
            async () => await ObjectsAsync(ns) is var objects && objects.All(o => !Managers(o).Contains(Operator)) && objects.Where(IsRendered).All(o => Managers(o).Contains(Fleet)),
            "the operator to own nothing",
            TimeSpan.FromMinutes(2));
        Domain.Status.RegistrySummary? seen = null;
        try
        {
            await Wait.UntilAsync(
                async () => (seen = await server.Registry("real", ns, "payments").Describe()) is { Available: true, Blockers.IsEmpty: true }, "the registry to be available", TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} It is {(seen?.Available == true ? "available" : "not available")}: {string.Join("; ", seen?.Blockers ?? [])}", e);
        }
    }

    private async Task DeployAsync(RegistrySeed seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var api = ClusterApi.Open(cluster.KubeconfigPath, manager: Operator);
        var pass = new SeedPass(new InOtherWords(api), seed, await SeedSettings.DiscoverAsync(api, TestWorld.AppsDomain, TimeProvider.System, cancellation));
        await pass.CreateAsync(cancellation);
        await pass.RunAsync(() => Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellation), cancellation);
    }

    /// <summary>What belongs to the registry, but the migration Job, which is history.</summary>
    private async Task<List<JsonObject>> ObjectsAsync(string ns)
    {
        var objects = new List<JsonObject>();
        var collections = ObjectPaths.Rendered.Where(entry => entry.Kind.Kind != "Job").Select(entry => ObjectPaths.Collection(entry.ApiVersion, entry.Kind.Kind, ns))
            .Concat([$"/api/v1/namespaces/{ns}/services", $"/api/v1/namespaces/{ns}/serviceaccounts", $"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles", $"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings"]);
        foreach (var collection in collections)
            foreach (var item in ((await cluster.Admin.GetAsync($"{collection}?labelSelector=quay-operator%2Fquayregistry%3Dpayments"))["items"] as JsonArray ?? []).OfType<JsonObject>())
            {
                item["collection"] = collection;
                objects.Add(item);
            }
        return objects;
    }

    private static bool IsRendered(JsonObject o) => o["metadata"]!["ownerReferences"] is JsonArray owners && owners.Any(owner => (string?)owner!["kind"] == "QuayRegistry");

    private static List<string> Managers(JsonObject o) => [.. (o["metadata"]!["managedFields"] as JsonArray ?? []).Select(entry => (string)entry!["manager"]!)];

    private static IEnumerable<string> Names(IEnumerable<JsonObject> objects) => objects.Select(o => $"{o["collection"]}/{o["metadata"]!["name"]}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Generations(IEnumerable<JsonObject> objects) =>
        objects.Where(o => ((string)o["collection"]!).EndsWith("/deployments", StringComparison.Ordinal)).Select(o => $"{o["metadata"]!["name"]} {o["metadata"]!["generation"]}").Order(StringComparer.Ordinal);
}
