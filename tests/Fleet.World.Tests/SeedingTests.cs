using System.Text.Json.Nodes;
using Fleet.Simulator.Seeding;
using Fleet.Simulator.World;
using Xunit;

namespace Fleet.World.Tests;

public abstract class SeedingTests(WorldServer server)
{
    [Fact]
    public async Task A_seeded_registry_runs_the_version_asked_for_and_every_condition_is_true()
    {
        await using var stage = await Stage.OpenAsync(server, new WorldOrders { Certificates = "first" });
        var registry = await SeedAsync(stage, "3.7.10");

        Assert.Equal("3.7.10", registry.Text("status", "currentVersion"));
        Assert.Equal($"https://payments-quay-{stage.Namespace}.{TestWorld.AppsDomain}", registry.Text("status", "registryEndpoint"));
        Assert.Equal(["quay-operator/finalizer"], ((JsonArray)registry.At("metadata", "finalizers")!).Select(f => (string?)f));
        var conditions = ((JsonArray)registry.At("status", "conditions")!).OfType<JsonObject>().ToDictionary(c => (string)c["type"]!, c => (string)c["status"]!);
        Assert.Equal("False", conditions["RolloutBlocked"]);
        conditions.Remove("RolloutBlocked");
        Assert.All(conditions, condition => Assert.Equal("True", condition.Value));
    }

    [Fact]
    public async Task Seeding_again_changes_no_object()
    {
        await using var stage = await Stage.OpenAsync(server, new WorldOrders { Certificates = "first" });
        await SeedAsync(stage, "3.7.10");
        var before = await ContentsAsync(stage);
        await SeedAsync(stage, "3.7.10");
        var after = await ContentsAsync(stage);
        Assert.Equal([], after.Except(before).Concat(before.Except(after)).Select(entry => entry.Key));
        Assert.True(before.Count > 30, $"{before.Count} objects");
    }

    private async Task<Observed> SeedAsync(Stage stage, string version)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var connection = server.Open(SeedPass.FieldManager, out var fleet);
        while (await fleet.GetAsync("/api/v1/namespaces/openshift-config-managed", cancellation) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        var seed = new RegistrySeed(stage.Namespace, "payments", version);
        var settings = await SeedSettings.DiscoverAsync(fleet, TestWorld.AppsDomain, TimeProvider.System, cancellation);
        var pass = new SeedPass(fleet, seed, settings);
        await pass.CreateAsync(cancellation);
        await pass.RunAsync(() => Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellation), cancellation);
        return new Observed((await fleet.GetAsync(seed.Path, cancellation))!, TimeSpan.Zero);
    }

    private async Task<SortedDictionary<string, string>> ContentsAsync(Stage stage)
    {
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string[] more = ["v1 Service", "v1 ServiceAccount", "rbac.authorization.k8s.io/v1 Role", "rbac.authorization.k8s.io/v1 RoleBinding",
            "quay.redhat.com/v1 QuayRegistry"];
        foreach (var (apiVersion, kind) in ObjectPaths.Rendered.Select(entry => (entry.ApiVersion, entry.Kind.Kind)).Concat(more.Select(text => (text.Split(' ')[0], text.Split(' ')[1]))))
        {
            var list = await server.Api.GetAsync(ObjectPaths.Collection(apiVersion, kind, stage.Namespace), TestContext.Current.CancellationToken);
            foreach (var item in ((JsonArray)list!["items"]!).OfType<JsonObject>())
                contents[$"{kind}/{(string)item["metadata"]!["name"]!}"] = Content(item);
        }
        return contents;
    }

    // An API server of version 1.20 notes the time of an apply without effect where what is stored is another version than what was sent
    // (autoscalers), and gives such objects a new resourceVersion.
    private static string Content(JsonObject item)
    {
        var metadata = item["metadata"]!.AsObject();
        metadata.Remove("resourceVersion");
        foreach (var entry in metadata["managedFields"]!.AsArray()) entry!.AsObject().Remove("time");
        return item.ToJsonString();
    }
}
