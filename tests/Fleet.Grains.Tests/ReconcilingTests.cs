using System.Text.Json.Nodes;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Grains.Registries;
using Fleet.Simulator.World;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

// Classes of one collection take turns: a second fleet on the same cluster would be fenced.
[Collection("one fleet at a time")]
public sealed class ReconcilingTests(OpenShiftLikeCluster cluster, ManagedCluster managed) : IClassFixture<ManagedCluster>, IAsyncLifetime
{
    private string _ns = "";

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_registry_without_a_spec_becomes_available()
    {
        await AvailableAsync("my-registry");

        var summary = await DescribeAsync("my-registry");
        Assert.Equal(11, summary!.Components.Length);
        Assert.All(summary.Components, component => Assert.True(component.Ready, $"{component.Kind}: {component.Message}"));
        Assert.Equal("3.7.11", summary.CurrentVersion);
        Assert.Equal($"https://my-registry-quay-{_ns}.apps.example.test", summary.RegistryEndpoint);
    }

    [Fact]
    public async Task A_deleted_deployment_comes_back()
    {
        await AvailableAsync("drift");
        var before = await cluster.Admin.GetAsync(Deployment("drift-clair-app"));

        await cluster.Admin.DeleteAsync(Deployment("drift-clair-app"));

        await Wait.UntilAsync(
            async () => await cluster.Admin.StatusOfAsync(Deployment("drift-clair-app")) == System.Net.HttpStatusCode.OK
                && (string?)(await cluster.Admin.GetAsync(Deployment("drift-clair-app")))["metadata"]!["uid"] != (string?)before["metadata"]!["uid"],
            "the Deployment to come back");
        await AvailableAsync("drift");
    }

    /// <summary>As Orleans does when the silo that kept the watcher's place in the directory is lost.</summary>
    [Fact]
    public async Task A_watcher_that_is_put_down_is_replaced_though_its_cluster_is_not()
    {
        await AvailableAsync("watched");
        await managed.Server.PutDownAsync<IClusterWatcherGrain>("real");

        await cluster.Admin.DeleteAsync(Deployment("watched-clair-app"));

        await Wait.UntilAsync(
            async () => await cluster.Admin.StatusOfAsync(Deployment("watched-clair-app")) == System.Net.HttpStatusCode.OK, "the Deployment to come back");
        await AvailableAsync("watched");
    }

    /// <summary>Nothing of it changes, so that no watch tells the new activation of it.</summary>
    [Fact]
    public async Task A_registry_whose_grain_was_put_down_can_be_claimed_by_a_rollout()
    {
        await AvailableAsync("forgotten");
        var uid = (await DescribeAsync("forgotten"))!.Uid;
        await managed.Server.PutDownAsync<IRegistryGrain>($"real/{_ns}/forgotten");
        await Wait.UntilAsync(
            async () =>
            {
                // As seldom as a rollout tries again.
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
                return await managed.Server.Registry("real", _ns, "forgotten").Claim(new RolloutClaim("july", 1, uid, "3.7.11")) is null;
            },
            "the claim to be written");
        Assert.Equal("july/1", (string?)(await cluster.Admin.GetAsync(Registry("forgotten")))["metadata"]!["annotations"]!["quay-fleet/claim"]);
    }

    [Fact]
    public async Task A_changed_field_is_put_back_and_a_field_of_somebody_else_stays()
    {
        await AvailableAsync("fields");

        await cluster.Admin.MergeAsync(Deployment("fields-quay-redis"), new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["example.com/note"] = "mine" } },
            ["spec"] = new JsonObject { ["replicas"] = 7 },
        });

        await Wait.UntilAsync(async () => (int)(await cluster.Admin.GetAsync(Deployment("fields-quay-redis")))["spec"]!["replicas"]! == 1, "the replicas to be put back");
        Assert.Equal("mine", (string?)(await cluster.Admin.GetAsync(Deployment("fields-quay-redis")))["metadata"]!["annotations"]!["example.com/note"]);
    }

    [Fact]
    public async Task Nothing_is_written_while_a_registry_is_converged_nor_after_a_restart()
    {
        await AvailableAsync("idle");
        var versions = await ConvergedAsync();
        var lease = await LeaseVersionAsync();
        await SettledAsync();
        Assert.Equal(versions, await VersionsAsync());
        Assert.Equal(lease, await LeaseVersionAsync());

        await managed.RestartAsync();
        await Wait.UntilAsync(
            async () => (await managed.Server.Cluster("real").Describe())?.State == ConnectionState.Live
                && (await managed.Server.Registry("real", _ns, "idle").Describe()) is { Available: true, Components.Length: 11 },
            "the restarted server to have seen the registry");
        await SettledAsync();

        Assert.Equal(versions, await VersionsAsync());
    }

    [Fact]
    public async Task A_restart_shows_the_last_known_state_before_the_cluster_answers()
    {
        await AvailableAsync("known");
        await Wait.UntilAsync(async () => (await managed.Server.Cluster("real").Describe())?.Registries >= 1, "the registry to be noted");
        await SettledAsync();
        await managed.RestartAsync();

        var summary = await managed.Server.Registry("real", _ns, "known").Describe();

        Assert.Equal("3.7.11", summary?.CurrentVersion);
    }

    [Fact]
    public async Task A_missing_bundle_is_said_and_heals_when_it_is_created()
    {
        await cluster.CreateRegistryAsync(_ns, "nobundle", new JsonObject { ["configBundleSecret"] = "later" });
        await BlockedAsync("nobundle", "ConfigInvalid", "unable to get `configBundleSecret`: secrets \"later\" not found");

        await BundleAsync("later", "{}");

        await AvailableAsync("nobundle", create: false);
    }

    [Fact]
    public async Task Broken_yaml_in_a_bundle_is_said_leaves_what_runs_alone_and_heals()
    {
        await BundleAsync("mine", "{}");
        await AvailableAsync("yaml", new JsonObject { ["configBundleSecret"] = "mine" });
        // Not the generation: the autoscaler writes to the Deployment too.
        var template = await TemplateAsync("yaml-quay-app");

        await ChangeBundleAsync("mine", "a: [unclosed");
        var condition = await BlockedAsync("yaml", "RouteComponentDependencyError", null);
        Assert.Contains("unable to parse config.yaml", condition.Message, StringComparison.Ordinal);
        Assert.Equal(template, await TemplateAsync("yaml-quay-app"));

        await ChangeBundleAsync("mine", "REGISTRY_TITLE: Ours");
        await AvailableAsync("yaml", create: false);
        await Wait.UntilAsync(async () => await TemplateAsync("yaml-quay-app") != template, "the new bundle to be rolled out");
        await Wait.UntilAsync(async () => (await SecretsAsync("yaml-quay-config-secret-")).Count == 1, "the superseded config Secret to be pruned");
    }

    [Fact]
    public async Task An_invalid_override_is_said_and_heals()
    {
        await cluster.CreateRegistryAsync(_ns, "override", Components(("horizontalpodautoscaler", true, null), ("quay", true, new JsonObject { ["replicas"] = 3 })));
        await BlockedAsync("override", "ComponentOverrideInvalid", "invalid overrides: cannot override replicas with managed HPA");

        await cluster.Admin.MergeAsync(Registry("override"), new JsonObject { ["spec"] = Components(("horizontalpodautoscaler", false, null), ("quay", true, new JsonObject { ["replicas"] = 3 })) });

        await AvailableAsync("override", create: false);
        Assert.Equal(3, (int)(await cluster.Admin.GetAsync(Deployment("override-quay-app")))["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task An_unknown_component_kind_is_said_and_heals()
    {
        await cluster.CreateRegistryAsync(_ns, "unknown", Components(("mirroring", true, null)));
        await BlockedAsync("unknown", "ConfigInvalid", "unable to verify component config: unknown component: mirroring");

        await cluster.Admin.MergeAsync(Registry("unknown"), new JsonObject { ["spec"] = new JsonObject { ["components"] = new JsonArray() } });

        await AvailableAsync("unknown", create: false);
    }

    [Fact]
    public async Task A_component_that_fails_shows_and_recovers()
    {
        await AvailableAsync("health");

        cluster.Orders.Deployment($"{_ns}/health-quay-redis", WorkloadFate.Unavailable);
        await Wait.UntilAsync(async () => (await DescribeAsync("health"))?.Available == false, "the failure to show");
        var summary = await DescribeAsync("health");
        Assert.Contains(summary!.Blockers, blocker => blocker.Message.Contains("health-quay-redis", StringComparison.Ordinal));

        cluster.Orders.Deployment($"{_ns}/health-quay-redis", WorkloadFate.Healthy);
        await AvailableAsync("health", create: false);
    }

    [Fact]
    public async Task A_failed_migration_is_said_and_leaves_the_version_as_it_was()
    {
        cluster.Orders.Job($"{_ns}/migrate-quay-app-upgrade", new JobFate.Fails("no such table"));
        await cluster.CreateRegistryAsync(_ns, "migrate");
        await Wait.UntilAsync(
            async () => (await DescribeAsync("migrate"))?.Conditions.Any(c => c is { Type: "ComponentsCreated", Reason: "MigrationsFailed" }) == true, "the failure to show");
        Assert.Contains((await DescribeAsync("migrate"))!.Blockers, blocker => blocker.Code == BlockerCodes.MigrationFailed);
        Assert.Null((await DescribeAsync("migrate"))!.CurrentVersion);
    }

    [Fact]
    public async Task Whoever_undoes_what_is_applied_again_and_again_is_named_and_no_longer_answered_at_once()
    {
        await AvailableAsync("fought");
        var redis = Deployment("fought-quay-redis");
        var told = "";
        var undone = 0;
        await Wait.UntilAsync(
            async () =>
            {
                if ((string?)(await cluster.Admin.GetAsync(redis))["metadata"]!["labels"]!["quay-component"] == "redis")
                {
                    await cluster.Admin.MergeAsync(redis, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["quay-component"] = "theirs" } } });
                    undone++;
                }
                return (told = (await DescribeAsync("fought"))?.Blockers.FirstOrDefault(blocker => blocker.Code == "contested")?.Message ?? "").Length > 0;
            },
            "the contest to be said");

        Assert.Matches($"Deployment {_ns}/fought-quay-redis was changed by [A-Za-z]", told);
        // Five are answered at once, and each as an apply of its own.
        Assert.InRange(undone, 5, 12);
        await cluster.Admin.DeleteAsync(Registry("fought"));
    }

    [Fact]
    public async Task A_registry_of_the_same_name_made_at_once_after_the_last_was_deleted_comes_up()
    {
        await AvailableAsync("twice");
        await Wait.UntilAsync(async () => (await cluster.Admin.GetAsync(Registry("twice")))["metadata"]!["finalizers"] is JsonArray, "the finalizer");
        var before = (string)(await cluster.Admin.GetAsync(Registry("twice")))["metadata"]!["uid"]!;

        await cluster.Admin.DeleteAsync(Registry("twice"));
        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(Registry("twice")) == System.Net.HttpStatusCode.NotFound, "the registry to go");
        await cluster.CreateRegistryAsync(_ns, "twice");

        // What the garbage collector has yet to take is the old one's: it may go before or after, and all is there in the end.
        await Wait.UntilAsync(async () => await OwnersAsync("twice") is var owners && owners.Count > 20 && !owners.Contains(before), "everything to be the new one's", TimeSpan.FromMinutes(2));
        await AvailableAsync("twice", create: false);
    }

    [Fact]
    public async Task A_registry_goes_with_its_namespace()
    {
        var ns = await cluster.CreateNamespaceAsync("going");
        await cluster.CreateRegistryAsync(ns, "main");
        var registry = $"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries/main";
        await Wait.UntilAsync(async () => (await cluster.Admin.GetAsync(registry))["metadata"]!["finalizers"] is JsonArray, "the finalizer");

        await cluster.Admin.DeleteAsync($"/api/v1/namespaces/{ns}");

        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync($"/api/v1/namespaces/{ns}") == System.Net.HttpStatusCode.NotFound, "the namespace to go", TimeSpan.FromMinutes(2));
        await Wait.UntilAsync(async () => await managed.Server.Registry("real", ns, "main").Describe() is null, "the fleet to forget the registry");
    }

    [Fact]
    public async Task A_deleted_registry_leaves_the_dashboard_of_another_with_its_name()
    {
        await AvailableAsync("named");
        await Wait.UntilAsync(async () => (await cluster.Admin.GetAsync(Registry("named")))["metadata"]!["finalizers"] is JsonArray, "the finalizer");
        var dashboard = "/api/v1/namespaces/openshift-config-managed/configmaps/named-grafana-dashboard-quay";
        // As a registry of that name in another namespace does when it is reconciled after this one.
        var text = (string)(await cluster.Admin.GetAsync(dashboard))["data"]!["quay.json"]!;
        var other = text.Replace($"Quay - {_ns} - ", "Quay - elsewhere - ", StringComparison.Ordinal);
        Assert.NotEqual(text, other);
        await cluster.Admin.MergeAsync(dashboard, new JsonObject { ["data"] = new JsonObject { ["quay.json"] = other } });

        await cluster.Admin.DeleteAsync(Registry("named"));

        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(Registry("named")) == System.Net.HttpStatusCode.NotFound, "the registry to go");
        Assert.Equal(other, (string)(await cluster.Admin.GetAsync(dashboard))["data"]!["quay.json"]!);
        await cluster.Admin.DeleteAsync(dashboard);
    }

    [Fact]
    public async Task A_deleted_registry_leaves_nothing_where_owner_references_do_not_reach()
    {
        await AvailableAsync("gone");
        var dashboard = "/api/v1/namespaces/openshift-config-managed/configmaps/gone-grafana-dashboard-quay";
        Assert.Equal(System.Net.HttpStatusCode.OK, await cluster.Admin.StatusOfAsync(dashboard));
        Assert.Equal("true", (string?)(await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}"))["metadata"]!["labels"]!["openshift.io/cluster-monitoring"]);
        await Wait.UntilAsync(async () => (await cluster.Admin.GetAsync(Registry("gone")))["metadata"]!["finalizers"] is JsonArray, "the finalizer");

        await cluster.Admin.DeleteAsync(Registry("gone"));

        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(Registry("gone")) == System.Net.HttpStatusCode.NotFound, "the registry to go");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await cluster.Admin.StatusOfAsync(dashboard));
        Assert.Null((await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}"))["metadata"]!["labels"]?["openshift.io/cluster-monitoring"]);
        await Wait.UntilAsync(async () => await DescribeAsync("gone") is null, "the fleet to forget the registry");
    }

    [Fact]
    public async Task A_paused_registry_is_left_alone()
    {
        await AvailableAsync("paused");
        await cluster.Admin.MergeAsync(Registry("paused"), new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["quay-fleet/paused"] = "true" } } });
        await Wait.UntilAsync(async () => (await DescribeAsync("paused"))?.Paused == true, "the pause to be seen");

        await cluster.Admin.DeleteAsync(Deployment("paused-quay-redis"));
        await SettledAsync();
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await cluster.Admin.StatusOfAsync(Deployment("paused-quay-redis")));

        await cluster.Admin.MergeAsync(Registry("paused"), new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["quay-fleet/paused"] = null } } });
        await AvailableAsync("paused", create: false);
    }

    /// <summary>The owners of what carries the registry's label.</summary>
    private async Task<List<string>> OwnersAsync(string name)
    {
        var owners = new List<string>();
        foreach (var collection in (string[])["/apis/apps/v1/namespaces/{0}/deployments", "/api/v1/namespaces/{0}/secrets", "/api/v1/namespaces/{0}/services", "/api/v1/namespaces/{0}/configmaps"])
            foreach (var item in (await cluster.Admin.GetAsync($"{string.Format(System.Globalization.CultureInfo.InvariantCulture, collection, _ns)}?labelSelector=quay-operator%2Fquayregistry%3D{name}"))["items"]!.AsArray())
                owners.AddRange((item!["metadata"]!["ownerReferences"] as JsonArray ?? []).Select(owner => (string)owner!["uid"]!));
        return owners;
    }

    private Task<RegistrySummary?> DescribeAsync(string name) => managed.Server.Registry("real", _ns, name).Describe();

    private async Task AvailableAsync(string name, JsonNode? spec = null, bool create = true)
    {
        if (create && await cluster.Admin.StatusOfAsync(Registry(name)) == System.Net.HttpStatusCode.NotFound) await cluster.CreateRegistryAsync(_ns, name, spec);
        RegistrySummary? summary = null;
        try
        {
            await Wait.UntilAsync(async () => (summary = await DescribeAsync(name)) is { Available: true, Blockers.IsEmpty: true }, $"{name} to become available");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"{e.Message}: {string.Join("; ", summary?.Blockers ?? [])}");
        }
    }

    private async Task<Condition> BlockedAsync(string name, string reason, string? message)
    {
        Condition? condition = null;
        await Wait.UntilAsync(
            async () => (condition = (await DescribeAsync(name))?.Conditions.Find(ConditionTypes.RolloutBlocked)) is { IsTrue: true } && condition.Reason == reason,
            $"{name} to be blocked with {reason}, not {condition}");
        if (message is not null) Assert.Equal(message, condition!.Message);
        // And in the cluster, where people look first.
        await Wait.UntilAsync(
            async () => (await cluster.Admin.GetAsync(Registry(name)))["status"]?["conditions"]?.AsArray().Any(c => (string?)c!["message"] == condition!.Message) == true, "the condition to be written");
        return condition!;
    }

    /// <summary>Long enough for anything that was going to be written to be written.</summary>
    /// <summary>The versions once nothing has been written for a while: a registry is available before its last pass is through.</summary>
    private async Task<List<string>> ConvergedAsync()
    {
        List<string> before, now = await VersionsAsync();
        do
        {
            before = now;
            await SettledAsync();
            now = await VersionsAsync();
        }
        while (!before.SequenceEqual(now));
        return now;
    }

    private static Task SettledAsync() => Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);

    private Task<JsonObject> BundleAsync(string name, string config) => cluster.Admin.CreateAsync($"/api/v1/namespaces/{_ns}/secrets", new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["stringData"] = new JsonObject { ["config.yaml"] = config },
    });

    private Task<JsonObject> ChangeBundleAsync(string name, string config) => cluster.Admin.MergeAsync(
        $"/api/v1/namespaces/{_ns}/secrets/{name}", new JsonObject { ["stringData"] = new JsonObject { ["config.yaml"] = config } });

    private async Task<List<string>> SecretsAsync(string prefix) =>
    [
        .. (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets"))["items"]!.AsArray()
            .Select(secret => (string)secret!["metadata"]!["name"]!).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)),
    ];

    /// <summary>Name and version of every object in the namespace, as far as this fleet writes such objects.</summary>
    private async Task<List<string>> VersionsAsync()
    {
        var versions = new List<string>();
        foreach (var path in (string[])
            [
                $"/api/v1/namespaces/{_ns}/secrets", $"/api/v1/namespaces/{_ns}/configmaps", $"/api/v1/namespaces/{_ns}/services",
                $"/api/v1/namespaces/{_ns}/serviceaccounts", $"/apis/apps/v1/namespaces/{_ns}/deployments", $"/apis/batch/v1/namespaces/{_ns}/jobs",
                $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries", $"/apis/route.openshift.io/v1/namespaces/{_ns}/routes",
            ])
            foreach (var item in (await cluster.Admin.GetAsync(path))["items"]!.AsArray())
                versions.Add($"{path} {(string)item!["metadata"]!["name"]!} {(string)item["metadata"]!["resourceVersion"]!}");
        return versions;
    }

    private async Task<string> TemplateAsync(string deployment) => (await cluster.Admin.GetAsync(Deployment(deployment)))["spec"]!["template"]!.ToJsonString();

    private async Task<string?> LeaseVersionAsync() =>
        (string?)(await cluster.Admin.GetAsync("/apis/coordination.k8s.io/v1/namespaces/quay-fleet/leases/quay-fleet"))["metadata"]!["resourceVersion"];

    private static JsonObject Components(params (string Kind, bool Managed, JsonObject? Overrides)[] components) => new()
    {
        ["components"] = new JsonArray([.. components.Select(c =>
        {
            var written = new JsonObject { ["kind"] = c.Kind, ["managed"] = c.Managed };
            if (c.Overrides is not null) written["overrides"] = c.Overrides.DeepClone();
            return written;
        })]),
    };

    private string Deployment(string name) => $"/apis/apps/v1/namespaces/{_ns}/deployments/{name}";

    private string Registry(string name) => $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/{name}";
}
