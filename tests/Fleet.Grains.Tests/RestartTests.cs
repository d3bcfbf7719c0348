using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Fleet.Domain.Status;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>What a server does with registries that it has reconciled before.</summary>
[Collection("one fleet at a time")]
public sealed class RestartTests(OpenShiftLikeCluster cluster, ManagedCluster managed) : AcceptedRegistries(cluster, managed)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    private readonly ManagedCluster _managed = managed;

    [Fact]
    public async Task A_registry_that_is_as_it_was_left_is_neither_rendered_nor_applied_again()
    {
        await Cluster.CreateRegistryAsync(Ns, "same", null);
        await RememberedAsync("same");

        var passes = await PassesAsync(() => _managed.RestartAsync(), async () => await SeenAsync("same"));

        Assert.Empty(passes);
    }

    [Fact]
    public async Task What_was_deleted_while_the_server_was_down_comes_back()
    {
        await Cluster.CreateRegistryAsync(Ns, "robbed", null);
        await RememberedAsync("robbed");
        var service = $"/api/v1/namespaces/{Ns}/services/robbed-quay-redis";

        var passes = await PassesAsync(
            () => _managed.RestartAsync(meanwhile: () => Cluster.Admin.DeleteAsync(service)),
            () => Wait.UntilAsync(async () => await Cluster.Admin.StatusOfAsync(service) == HttpStatusCode.OK, "the Service to come back"));

        Assert.NotEmpty(passes);
        await GoodAsync("robbed");
    }

    [Fact]
    public async Task A_bundle_that_changed_while_the_server_was_down_is_rolled_out()
    {
        var bundle = $"/api/v1/namespaces/{Ns}/secrets";
        await Cluster.Admin.CreateAsync(bundle, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "bundle" },
            ["stringData"] = new JsonObject { ["config.yaml"] = "REGISTRY_TITLE: before" },
        });
        await Cluster.CreateRegistryAsync(Ns, "edited", new JsonObject { ["configBundleSecret"] = "bundle" });
        await RememberedAsync("edited");
        var before = (await TemplateAsync("edited-quay-app")).ToJsonString();

        await _managed.RestartAsync(meanwhile: () => Cluster.Admin.MergeAsync($"{bundle}/bundle", new JsonObject { ["stringData"] = new JsonObject { ["config.yaml"] = "REGISTRY_TITLE: after" } }));

        await Wait.UntilAsync(async () => (await TemplateAsync("edited-quay-app")).ToJsonString() != before, "the new configuration to be mounted");
        await GoodAsync("edited");
    }

    [Fact]
    public async Task A_dashboard_that_somebody_deletes_is_put_back()
    {
        var dashboard = "/api/v1/namespaces/openshift-config-managed/configmaps/shown-grafana-dashboard-quay";
        await Cluster.CreateRegistryAsync(Ns, "shown", null);
        await RememberedAsync("shown");

        await Cluster.Admin.DeleteAsync(dashboard);

        await Wait.UntilAsync(async () => await Cluster.Admin.StatusOfAsync(dashboard) == HttpStatusCode.OK, "the dashboard to come back");
    }

    /// <summary>Good, with nothing left to be done and everything written down.</summary>
    private async Task RememberedAsync(string name)
    {
        await GoodAsync(name);
        await Wait.UntilAsync(async () => (await Cluster.Admin.GetAsync(Registry(name)))["metadata"]!["finalizers"] is JsonArray, "the pass that left nothing to do");
        for (var passes = -1; passes != 0;) passes = (await PassesAsync(() => Task.CompletedTask, () => Task.CompletedTask)).Count;
    }

    private Task SeenAsync(string name) => Wait.UntilAsync(
        async () => (await _managed.Server.Cluster("real").Describe())?.State == ConnectionState.Live
            && await _managed.Server.Registry("real", Ns, name).Describe() is { Available: true, Components.Length: 11 } shown && shown.Components.All(component => component.Ready),
        $"{name} to have been seen");

    /// <summary>The reasons of the passes over this test's registries from the first action until a while after the second.</summary>
    private async Task<IReadOnlyCollection<string>> PassesAsync(Func<Task> begin, Func<Task> seen)
    {
        var passes = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Fleet.Grains",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.OperationName == "pass" && span.GetTagItem("registry") is string registry && registry.StartsWith($"real/{Ns}/", StringComparison.Ordinal)) passes.Enqueue($"{span.GetTagItem("reason")}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        await begin();
        await seen();
        await Task.Delay(Quiet, TimeProvider.System);
        return passes;
    }
}
