using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>The scenarios that the Quay Operator 3.7 is accepted by, on a real API server: the same registries, the same conditions and messages.</summary>
[Collection("one fleet at a time")]
public sealed class AcceptanceTests(OpenShiftLikeCluster cluster, ManagedCluster managed) : AcceptedRegistries(cluster, managed)
{
    [Fact]
    public async Task Happy_path()
    {
        await Cluster.CreateRegistryAsync(Ns, "happypath", new JsonObject());
        await GoodAsync("happypath");

        var registry = await Cluster.Admin.GetAsync(Registry("happypath"));
        Assert.Equal(Kinds.Select(kind => (kind, true)), registry["spec"]!["components"]!.AsArray().Select(component => ((string)component!["kind"]!, (bool)component["managed"]!)));
        Assert.Equal(Types, registry["status"]!["conditions"]!.AsArray().Select(condition => (string)condition!["type"]!));
        Assert.All(Types[..11], type => Assert.Equal(("True", "ComponentReady"), Condition(registry, type) is var (status, reason, _) ? (status, reason) : default));
    }

    [Fact]
    public async Task Unmanaged_quay_component()
    {
        await Cluster.CreateRegistryAsync(Ns, "skynet", Spec(Kinds.Select(kind => (kind, Managed: kind != "quay", (JsonObject?)null))));
        await Wait.UntilAsync(
            async () => await ComponentsAsync("skynet") is var components && components.SequenceEqual(Kinds.Select(kind => (kind, true))),
            "quay to be managed, and nothing else to be changed");
    }

    [Fact]
    public async Task Managed_clair_unmanaged_clairpostgres()
    {
        await Cluster.CreateRegistryAsync(Ns, "testreg", Spec([("clairpostgres", false, null)]));
        await Wait.UntilAsync(
            async () => Condition(await Cluster.Admin.GetAsync(Registry("testreg")), "RolloutBlocked") == ("True", "ConfigInvalid", "clairpostgres component unmanaged but no clair postgres config provided")
                && Condition(await Cluster.Admin.GetAsync(Registry("testreg")), "Available") is not null,
            "the block");

        Assert.Equal([("clairpostgres", false), .. Kinds[..10].Select(kind => (kind, true))], await ComponentsAsync("testreg"));
        var registry = await Cluster.Admin.GetAsync(Registry("testreg"));
        Assert.Equal(("True", "ComponentNotManaged", "ClairPostgres not managed by the operator"), Condition(registry, "ComponentClairPostgresReady"));
        Assert.All(Types[..12], type => Assert.NotNull(Condition(registry, type)));
        Assert.Null(Condition(registry, "ComponentsCreated"));
    }

    [Fact]
    public async Task Overrides_of_affinity_environment_labels_and_annotations()
    {
        await Cluster.CreateRegistryAsync(Ns, "skynet", new JsonObject());
        await GoodAsync("skynet");
        foreach (var workload in (string[])["quay-app", "clair-app", "quay-mirror"])
            Assert.Equal(
                $$$"""[{"weight":100,"podAffinityTerm":{"labelSelector":{"matchExpressions":[{"key":"quay-component","operator":"In","values":["{{{workload}}}"]}]},"topologyKey":"kubernetes.io/hostname"}}]""",
                (await TemplateAsync($"skynet-{workload}"))["spec"]!["affinity"]!["podAntiAffinity"]!["preferredDuringSchedulingIgnoredDuringExecution"]!.ToJsonString());

        var required = """{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":{"matchExpressions":[{"key":"quay-component","operator":"In","values":["mine"]}]},"topologyKey":"kubernetes.io/hostname"}]}}""";
        await Cluster.Admin.MergeAsync(Registry("skynet"), new JsonObject { ["spec"] = Spec(Kinds.Select(kind => (kind, true, Overrides(kind)))) });
        await Wait.UntilAsync(async () => (await TemplateAsync("skynet-quay-mirror"))["spec"]!["affinity"]!["podAntiAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"] is not null, "the overrides to be applied");
        await GoodAsync("skynet");

        foreach (var workload in (string[])["quay-app", "clair-app", "quay-mirror"])
            Assert.Equal(JsonNode.Parse(required)!["podAntiAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]!.ToJsonString(), (await TemplateAsync($"skynet-{workload}"))["spec"]!["affinity"]!["podAntiAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]!.ToJsonString());
        foreach (var (workload, names) in Environments)
        {
            var template = await TemplateAsync($"skynet-{workload}");
            // An apply merges by name, and appends what is new.
            Assert.Equal(names.Split(' ').Order(), template["spec"]!["containers"]![0]!["env"]!.AsArray().Select(variable => (string)variable!["name"]!).Order());
            foreach (var (map, name) in (ReadOnlySpan<(string, string)>)[("labels", "l1"), ("labels", "l2"), ("annotations", "a1"), ("annotations", "a2")])
                Assert.Equal("TESTING", (string?)template["metadata"]![map]![name]);
        }

        JsonObject? Overrides(string kind)
        {
            if (kind is not ("quay" or "postgres" or "clair" or "redis" or "mirror" or "clairpostgres")) return null;
            var overrides = new JsonObject
            {
                ["labels"] = new JsonObject { ["l1"] = "TESTING", ["l2"] = "TESTING" },
                ["annotations"] = new JsonObject { ["a1"] = "TESTING", ["a2"] = "TESTING" },
            };
            // Clair's database takes labels and annotations, and 3.7 does nothing with them.
            if (kind is not "clairpostgres") overrides["env"] = new JsonArray(new JsonObject { ["name"] = "TESTING", ["value"] = "TESTING" });
            if (kind is "quay" or "clair" or "mirror") overrides["affinity"] = JsonNode.Parse(required);
            return overrides;
        }
    }

    [Fact]
    public async Task Ca_rotation()
    {
        string[] unmanaged = ["monitoring", "mirror", "horizontalpodautoscaler", "clair", "clairpostgres"];
        await Cluster.CreateRegistryAsync(Ns, "ca-rotation", Spec(unmanaged.Select(kind => (kind, false, (JsonObject?)null))));
        await GoodAsync("ca-rotation");
        string[] notManaged = ["ComponentHPAReady", "ComponentMonitoringReady", "ComponentClairReady", "ComponentClairPostgresReady", "ComponentMirrorReady"];
        var registry = await Cluster.Admin.GetAsync(Registry("ca-rotation"));
        Assert.All(Types[..11], type => Assert.Equal(("True", notManaged.Contains(type) ? "ComponentNotManaged" : "ComponentReady"), Condition(registry, type) is var (status, reason, _) ? (status, reason) : default));

        // OpenShift injects the bundles, and those of the new key in their place.
        foreach (var authority in (string[])["first", "second"])
        {
            var before = (await TemplateAsync("ca-rotation-quay-app")).ToJsonString();
            await Cluster.Admin.MergeAsync($"/api/v1/namespaces/{Ns}/configmaps/ca-rotation-cluster-service-ca", new JsonObject { ["data"] = new JsonObject { ["service-ca.crt"] = authority } });
            await Wait.UntilAsync(async () => (await TemplateAsync("ca-rotation-quay-app")).ToJsonString() != before, $"the {authority} CA to be rolled out");
            await GoodAsync("ca-rotation");
        }
    }

    [Fact]
    public async Task Hpa_unmanaged_and_managed_again_and_mirror_unmanaged()
    {
        var autoscalers = $"/apis/autoscaling/v1/namespaces/{Ns}/horizontalpodautoscalers";
        await Cluster.CreateRegistryAsync(Ns, "hpa", Spec(Kinds.Select(kind => (kind, true, (JsonObject?)null))));
        await GoodAsync("hpa");
        await Wait.UntilAsync(async () => (await Cluster.Admin.GetAsync(Registry("hpa")))["metadata"]!["finalizers"] is JsonArray, "the finalizer");
        string[] messages =
        [
            "Horizontal pod autoscaler found", "Route admitted", "ServiceMonitor and PrometheusRules created", "Deployment hpa-quay-database healthy", "Object bucket claim bound",
            "Clair component healthy", "ClairPostgres component healthy", "Using cluster wildcard certs", "Deployment hpa-quay-redis healthy", "Quay component healthy",
            "Deployment hpa-quay-mirror healthy", "All components reporting as healthy", "All registry components created", "All objects created/updated successfully",
        ];
        Assert.Equal(messages, await MessagesAsync());

        await SetAsync("hpa", "horizontalpodautoscaler", false);
        await Wait.UntilAsync(
            async () => Condition(await Cluster.Admin.GetAsync(Registry("hpa")), "ComponentHPAReady") == ("True", "ComponentNotManaged", "Horizontal pod autoscaler not managed by the operator"), "the autoscalers to be unmanaged");
        Assert.Equal(messages[1..], (await MessagesAsync())[1..]);

        foreach (var name in (string[])["quay-app", "clair-app", "quay-mirror"]) await Cluster.Admin.MergeAsync($"{autoscalers}/hpa-{name}", new JsonObject { ["spec"] = new JsonObject { ["minReplicas"] = 3 } });
        await SetAsync("hpa", "mirror", false);
        await Wait.UntilAsync(async () => Condition(await Cluster.Admin.GetAsync(Registry("hpa")), "ComponentMirrorReady") == ("True", "ComponentNotManaged", "Mirror not managed by the operator"), "the mirror to be unmanaged");
        Assert.Equal(("True", "HealthChecksPassing", "All components reporting as healthy"), Condition(await Cluster.Admin.GetAsync(Registry("hpa")), "Available"));
        // What is not managed is its owner's to scale, and stays; the fleet does not set the number against it.
        Assert.All(await MinimaAsync(), minimum => Assert.Equal(3, minimum));
        await Wait.UntilAsync(
            async () => (int?)(await Cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{Ns}/deployments/hpa-quay-app"))["spec"]!["replicas"] == 3
                && (await Cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{Ns}/deployments/hpa-quay-app"))["metadata"]!["managedFields"]!.AsArray()
                    .Where(entry => (string?)entry!["manager"] == "quay-fleet").All(entry => entry!["fieldsV1"]?["f:spec"]?["f:replicas"] is null),
            "Quay to be its autoscaler's");
        await Cluster.Admin.MergeAsync($"/apis/apps/v1/namespaces/{Ns}/deployments/hpa-quay-mirror", new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 3 } });
        await Wait.UntilAsync(
            async () => (await Cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{Ns}/deployments/hpa-quay-mirror"))["status"] is var status && (int?)status!["availableReplicas"] == 3 && (int?)status["updatedReplicas"] == 3, "the mirror to be scaled");

        await SetAsync("hpa", "mirror", true);
        await SetAsync("hpa", "horizontalpodautoscaler", true);
        await Wait.UntilAsync(async () => (await MinimaAsync()).All(minimum => minimum == 2), "the autoscalers to be the operator's again");
        await Wait.UntilAsync(async () => (await MessagesAsync()).SequenceEqual(messages), "everything to be as it was");

        async Task<List<int>> MinimaAsync() => [.. (await Cluster.Admin.GetAsync(autoscalers))["items"]!.AsArray().Select(autoscaler => (int)autoscaler!["spec"]!["minReplicas"]!)];

        async Task<string[]> MessagesAsync()
        {
            var registry = await Cluster.Admin.GetAsync(Registry("hpa"));
            return [.. Types.Select(type => Condition(registry, type)?.Message ?? "")];
        }
    }
}
