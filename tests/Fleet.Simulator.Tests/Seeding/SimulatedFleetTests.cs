using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Simulator.Tests.Seeding;

public sealed class SimulatedFleetTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("simulated-fleet-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Every_registry_of_a_new_fleet_runs_the_version_asked_for()
    {
        await using var fleet = await StartAsync(new SimulatedFleetOptions(2, 3) { Trouble = false });
        Assert.Equal(["sim-1", "sim-2"], fleet.Clusters.Select(cluster => cluster.Name));
        Assert.Equal(["canary", "prod"], fleet.Clusters.Select(cluster => cluster.Labels["ring"]));
        foreach (var cluster in fleet.Simulated)
        {
            var registries = await RegistriesAsync(cluster);
            Assert.Equal(3, registries.Count);
            Assert.All(registries, registry => Assert.Equal("3.7.10", (string?)registry["status"]!["currentVersion"]));
            Assert.All(registries, registry => Assert.StartsWith(cluster.Options.Marker, (string?)registry["metadata"]!["uid"], StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_fleet_started_again_has_the_same_credentials_and_every_acknowledged_write()
    {
        var options = new SimulatedFleetOptions(2, 1) { Data = _data.FullName, Trouble = false };
        string kubeconfig;
        await using (var fleet = await StartAsync(options))
        {
            kubeconfig = fleet.Clusters[1].Kubeconfig;
            var cluster = new SimulatedWorldCluster(fleet.Simulated[1]);
            await cluster.CreateAsync("/api/v1/namespaces", Named("kept"), default);
            await cluster.CreateAsync("/api/v1/namespaces/kept/configmaps", Named("gone"), default);
            await cluster.DeleteAsync("/api/v1/namespaces/kept/configmaps/gone", default);
            await cluster.CreateAsync("/api/v1/namespaces/kept/configmaps", Named("kept"), default);
        }
        await using var again = await StartAsync(options);
        Assert.Equal(kubeconfig, again.Clusters[1].Kubeconfig);
        var reopened = new SimulatedWorldCluster(again.Simulated[1]);
        Assert.NotNull(await reopened.GetAsync("/api/v1/namespaces/kept/configmaps/kept", default));
        Assert.Null(await reopened.GetAsync("/api/v1/namespaces/kept/configmaps/gone", default));
        Assert.Null(await new SimulatedWorldCluster(again.Simulated[0]).GetAsync("/api/v1/namespaces/kept", default));
        Assert.Single(await RegistriesAsync(again.Simulated[1]));
    }

    [Fact]
    public async Task A_directory_seeded_with_other_registries_is_refused()
    {
        await (await StartAsync(new SimulatedFleetOptions(1, 0) { Data = _data.FullName })).DisposeAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(new SimulatedFleetOptions(1, 1) { Data = _data.FullName }));
        Assert.Contains("0 registries on 3.7.10", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_fleet_changes_nothing()
    {
        await using var fleet = await StartAsync(new SimulatedFleetOptions(1, 2) { Delay = TimeSpan.Zero, Trouble = false });
        var version = fleet.Simulated[0].State.Version;
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(version, fleet.Simulated[0].State.Version);
    }

    [Fact]
    public async Task The_troubles_of_the_second_cluster_are_an_ill_clair_and_a_paused_registry()
    {
        await using var fleet = await StartAsync(new SimulatedFleetOptions(2, 5) { Delay = TimeSpan.Zero });
        var cluster = new SimulatedWorldCluster(fleet.Simulated[1]);
        JsonObject? clair = null;
        for (var tries = 0; tries < 200 && (int?)clair?["status"]?["availableReplicas"] is not (0 or null) || clair is null; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            clair = await cluster.GetAsync("/apis/apps/v1/namespaces/platform/deployments/quay-clair-app", default);
        }
        Assert.True((int?)clair["status"]!["availableReplicas"] is 0 or null, clair["status"]!.ToJsonString());
        Assert.Single(await RegistriesAsync(fleet.Simulated[1]), registry => (string?)registry["metadata"]!["annotations"]?["quay-fleet/paused"] == "true");
    }

    private static Task<SimulatedFleet> StartAsync(SimulatedFleetOptions options) =>
        SimulatedFleet.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    private static async Task<List<JsonObject>> RegistriesAsync(SimulatedCluster cluster)
    {
        var list = await new SimulatedWorldCluster(cluster).GetAsync("/apis/quay.redhat.com/v1/quayregistries", default);
        return [.. list!["items"]!.AsArray().Select(item => item!.AsObject())];
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };
}
