using System.Text.Json.Nodes;
using Fleet.Domain.Status;
using Fleet.Grains.Catalog;
using Fleet.Grains.Registries;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>The one switch that stops all writing, on a real API server.</summary>
[Collection("one fleet at a time")]
public sealed class FleetStopTests(OpenShiftLikeCluster cluster, ManagedCluster managed) : IClassFixture<ManagedCluster>
{
    [Fact]
    public async Task While_the_fleet_is_stopped_nothing_is_written_and_on_resuming_all_is_caught_up_with()
    {
        var ns = await cluster.CreateNamespaceAsync("stop");
        var path = $"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries";
        await cluster.CreateRegistryAsync(ns, "before");
        await UntilAsync(ns, "before", summary => summary is { Available: true, Blockers.IsEmpty: true });
        var stop = new FleetStop(DateTimeOffset.UnixEpoch, "jane", "the storage array burns");
        Assert.Equal(stop, await managed.Server.Grains.GetCatalog().SetStop(stop));
        Assert.Equal(stop, await managed.Server.Grains.GetCatalog().SetStop(stop with { By = "joe" }));
        await UntilAsync(ns, "before", IsStopped);

        // Drift that a pass would repair, and a registry that a pass would begin with its finalizer.
        var redis = $"/apis/apps/v1/namespaces/{ns}/deployments/before-quay-redis";
        await cluster.Admin.MergeAsync(redis, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["quay-component"] = "mine" } } });
        await cluster.CreateRegistryAsync(ns, "while", version: "3.7.10");
        await UntilAsync(ns, "while", IsStopped);
        var refused = Assert.IsType<RegistryWriteOutcome.Refused>(
            await managed.Server.Registry("real", ns, "before").Write(new RegistryWrite(RegistryWriteVerb.Pause, null, null, null, DryRun: false, Force: false)));
        Assert.Contains("the storage array burns", refused.Why.Message, StringComparison.Ordinal);
        Assert.Contains("jane", await managed.Server.Registry("real", ns, "before").Claim(new RolloutClaim("july", 1, (string)(await cluster.Admin.GetAsync($"{path}/before"))["metadata"]!["uid"]!, "3.7.11")), StringComparison.Ordinal);

        // A server that starts finds it stopped, and looks at everything anew.
        await managed.RestartAsync();
        await UntilAsync(ns, "before", IsStopped);
        await UntilAsync(ns, "while", IsStopped);
        Assert.Null((await cluster.Admin.GetAsync($"{path}/while"))["metadata"]!["finalizers"]);
        Assert.Null((await cluster.Admin.GetAsync($"{path}/while"))["status"]);
        Assert.Equal("mine", await ComponentAsync(redis));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await cluster.Admin.StatusOfAsync($"/apis/apps/v1/namespaces/{ns}/deployments/while-quay-redis"));

        Assert.Null(await managed.Server.Grains.GetCatalog().SetStop(null));
        await UntilAsync(ns, "while", summary => summary is { Available: true, Blockers.IsEmpty: true });
        await Wait.UntilAsync(async () => await ComponentAsync(redis) == "redis", "the drift to be repaired");
        await UntilAsync(ns, "before", summary => summary is { Available: true, Blockers.IsEmpty: true });
    }

    private static bool IsStopped(RegistrySummary summary) => summary.Blockers is [{ Code: BlockerCodes.FleetStopped }, ..];

    private async Task<string?> ComponentAsync(string path) => (string?)(await cluster.Admin.GetAsync(path))["metadata"]!["labels"]!["quay-component"];

    private Task UntilAsync(string ns, string name, Func<RegistrySummary, bool> holds) =>
        Wait.UntilAsync(async () => await managed.Server.Registry("real", ns, name).Describe() is { } summary && holds(summary), $"{name} as expected");
}
