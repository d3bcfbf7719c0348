using System.Text.Json.Nodes;
using Fleet.Grains.Clusters;
using Fleet.Simulator.Seeding;
using Fleet.Testing;
using Fleet.World;
using Xunit;

namespace Fleet.Grains.Tests;

// Classes of one collection take turns: a second fleet on the same cluster would be fenced.
[Collection("one fleet at a time")]
public sealed class SeededTests(OpenShiftLikeCluster cluster) : IDisposable
{
    private static readonly string[] More = ["/api/v1 services", "/api/v1 serviceaccounts", "/apis/rbac.authorization.k8s.io/v1 roles", "/apis/rbac.authorization.k8s.io/v1 rolebindings"];

    private readonly string _folder = FleetServer.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_fleet_that_takes_over_a_seeded_registry_changes_no_content()
    {
        var ns = await cluster.CreateNamespaceAsync();
        var seed = new RegistrySeed(ns, "payments", "3.7.10");
        await SeedAsync(seed);
        var (before, autoscalers) = (await ContentsAsync(seed), await AutoscalersAsync(ns));

        await using var server = await FleetServer.StartAsync(_folder);
        await server.AddAsync("real", cluster);
        // A pass of a fleet that does not know the registry sends every object once; a server of version 1.20 gives autoscalers a new version then.
        await Wait.UntilAsync(async () => await AutoscalersAsync(ns) != autoscalers, "the fleet's first pass");
        await Wait.UntilAsync(
            async () => await server.Registry("real", ns, "payments").Describe() is { Components: { Length: 11 } components } && components.All(c => c.Ready),
            "the fleet to have judged the registry");
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, TestContext.Current.CancellationToken);

        var after = await ContentsAsync(seed);
        Assert.Equal([], after.Except(before).Select(o => $"now {o}").Concat(before.Except(after).Select(o => $"was {o}")));
        await server.Cluster("real").Remove(FinalizerPolicy.Keep);
    }

    private async Task SeedAsync(RegistrySeed seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var fleet = ClusterApi.Open(cluster.KubeconfigPath, manager: SeedPass.FieldManager);
        var pass = new SeedPass(fleet, seed, await SeedSettings.DiscoverAsync(fleet, TestWorld.AppsDomain, TimeProvider.System, cancellation));
        await pass.CreateAsync(cancellation);
        await pass.RunAsync(() => Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellation), cancellation);
    }

    private async Task<string> AutoscalersAsync(string ns) =>
        string.Join(' ', (await ItemsAsync(ObjectPaths.Collection("autoscaling/v1", "HorizontalPodAutoscaler", ns))).Select(o => (string?)o["metadata"]!["resourceVersion"]));

    private async Task<IReadOnlyList<string>> ContentsAsync(RegistrySeed seed)
    {
        var paths = ObjectPaths.Rendered.Select(entry => ObjectPaths.Collection(entry.ApiVersion, entry.Kind.Kind, seed.Namespace))
            .Concat(More.Select(text => text.Split(' ')).Select(parts => $"{parts[0]}/namespaces/{seed.Namespace}/{parts[1]}"))
            .Append($"/apis/quay.redhat.com/v1/namespaces/{seed.Namespace}/quayregistries");
        var contents = new List<string>();
        foreach (var path in paths)
            foreach (var item in await ItemsAsync(path))
            {
                var metadata = item["metadata"]!.AsObject();
                metadata.Remove("resourceVersion");
                foreach (var entry in metadata["managedFields"] as JsonArray ?? []) entry!.AsObject().Remove("time");
                contents.Add(item.ToJsonString());
            }
        return contents;
    }

    private async Task<IEnumerable<JsonObject>> ItemsAsync(string path) =>
        ((await cluster.Admin.GetAsync(path))["items"] as JsonArray ?? []).OfType<JsonObject>();
}
