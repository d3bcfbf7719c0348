using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>The scenarios that later Quay Operators are accepted by, as far as they are about what 3.7 has.</summary>
[Collection("one fleet at a time")]
public sealed class LongLifeTests(OpenShiftLikeCluster cluster, ManagedCluster managed) : AcceptedRegistries(cluster, managed)
{
    [Fact]
    public async Task A_registry_is_overridden_unmanaged_scaled_and_robbed_of_its_deployments_and_is_good_after_each()
    {
        await Cluster.CreateRegistryAsync(Ns, "reconcile", Spec(Kinds.Select(kind => (kind, kind != "horizontalpodautoscaler", Overrides(kind)))));
        await GoodAsync("reconcile");
        var job = await Cluster.Admin.GetAsync($"/apis/batch/v1/namespaces/{Ns}/jobs/reconcile-quay-app-upgrade");
        var database = await DeploymentAsync("reconcile-quay-database");
        Assert.True(string.CompareOrdinal((string)job["metadata"]!["creationTimestamp"]!, (string)database["metadata"]!["creationTimestamp"]!) >= 0);
        var template = await TemplateAsync("reconcile-quay-app");
        Assert.Equal(("TESTING", "TESTING"), ((string?)template["metadata"]!["labels"]!["l1"], (string?)template["metadata"]!["annotations"]!["a1"]));
        foreach (var (workload, names) in Environments)
            Assert.Equal(names, string.Join(' ', (await TemplateAsync($"reconcile-{workload}"))["spec"]!["containers"]![0]!["env"]!.AsArray().Select(variable => (string)variable!["name"]!)));
        var secret = Assert.Single(await ConfigSecretsAsync());

        await SetAsync("reconcile", "mirror", false);
        await UntilConditionAsync("reconcile", "ComponentMirrorReady", condition => condition == ("True", "ComponentNotManaged", "Mirror not managed by the operator"), "the mirror to be unmanaged");
        Assert.Equal(("True", "HealthChecksPassing", "All components reporting as healthy"), Condition(await Cluster.Admin.GetAsync(Registry("reconcile")), "Available"));
        await Cluster.Admin.MergeAsync($"/apis/apps/v1/namespaces/{Ns}/deployments/reconcile-quay-mirror", new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 3 } });

        // As people and controllers do with finished Jobs.
        await Cluster.Admin.DeleteAsync($"/apis/batch/v1/namespaces/{Ns}/jobs/reconcile-quay-app-upgrade");
        await RobAsync("quay-app", "ComponentQuayReady");
        Assert.Equal(3, (int?)(await DeploymentAsync("reconcile-quay-mirror"))["spec"]!["replicas"]);

        await SetAsync("reconcile", "mirror", true, Overrides("mirror"));
        await UntilConditionAsync("reconcile", "ComponentMirrorReady", condition => condition == ("True", "ComponentReady", "Deployment reconcile-quay-mirror healthy"), "the mirror to be managed");
        Assert.Equal("TESTING", (string?)(await TemplateAsync("reconcile-quay-mirror"))["metadata"]!["labels"]!["l1"]);
        await SetAsync("reconcile", "mirror", true, new JsonObject { ["replicas"] = 0 });
        await UntilConditionAsync("reconcile", "ComponentMirrorReady", condition => condition is { Status: "True", Message: "Mirror manually scaled down" }, "the mirror to be scaled down");
        Assert.Equal(0, (int?)(await DeploymentAsync("reconcile-quay-mirror"))["spec"]!["replicas"]);
        await GoodAsync("reconcile");
        await SetAsync("reconcile", "mirror", true);
        await Wait.UntilAsync(async () => (int?)(await DeploymentAsync("reconcile-quay-mirror"))["spec"]!["replicas"] == 2, "the mirror to have as many as by default");
        await GoodAsync("reconcile");

        await RobAsync("clair-app", "ComponentClairReady");
        await RobAsync("quay-mirror", "ComponentMirrorReady");
        await RobAsync("quay-redis", "ComponentRedisReady");
        await RobAsync("quay-database", "ComponentPostgresReady");
        Assert.Equal(secret, Assert.Single(await ConfigSecretsAsync()));

        var bundle = (string)(await Cluster.Admin.GetAsync(Registry("reconcile")))["spec"]!["configBundleSecret"]!;
        await Cluster.Admin.MergeAsync($"/api/v1/namespaces/{Ns}/secrets/{bundle}", Data(("config.yaml", "REGISTRY_TITLE: Another\n")));
        await Wait.UntilAsync(async () => await ConfigSecretsAsync() is [var only] && only != secret, "a new configuration, and the old one to be gone");
        await GoodAsync("reconcile");

        // The condition tells while it is so; with pods at once that would be too short for anybody to see.
        async Task RobAsync(string suffix, string condition)
        {
            Cluster.Orders.Deployment($"{Ns}/reconcile-{suffix}", WorkloadFate.Unavailable);
            var uid = (string)(await DeploymentAsync($"reconcile-{suffix}"))["metadata"]!["uid"]!;
            await Cluster.Admin.DeleteAsync($"/apis/apps/v1/namespaces/{Ns}/deployments/reconcile-{suffix}");
            await UntilConditionAsync("reconcile", condition, found => found.Status == "False", $"{condition} to be False");
            Cluster.Orders.Deployment($"{Ns}/reconcile-{suffix}", WorkloadFate.Healthy);
            await GoodAsync("reconcile");
            Assert.NotEqual(uid, (string)(await DeploymentAsync($"reconcile-{suffix}"))["metadata"]!["uid"]!);
        }

        async Task<List<string>> ConfigSecretsAsync() =>
        [
            .. (await Cluster.Admin.GetAsync($"/api/v1/namespaces/{Ns}/secrets"))["items"]!.AsArray()
                .Select(found => (string)found!["metadata"]!["name"]!).Where(name => name.StartsWith("reconcile-quay-config-secret", StringComparison.Ordinal)),
        ];

        static JsonObject? Overrides(string kind) => kind is not ("quay" or "postgres" or "clair" or "redis" or "mirror") ? null : new JsonObject
        {
            ["env"] = new JsonArray(new JsonObject { ["name"] = "TESTING", ["value"] = "TESTING" }),
            ["labels"] = new JsonObject { ["l1"] = "TESTING" },
            ["annotations"] = new JsonObject { ["a1"] = "TESTING" },
        };
    }

    [Theory]
    [InlineData("clair", "clair clairpostgres", "", "clair-app clair-postgres")]
    [InlineData("postgres", "postgres clair clairpostgres", "DB_URI: postgresql://user:pass@database.example.com/quay\nDB_CONNECTION_ARGS:\n  autorollback: true\n  threadlocals: true\n", "postgres")]
    [InlineData("redis", "redis", "BUILDLOGS_REDIS: {host: redis.example.com, port: 6379}\nUSER_EVENTS_REDIS: {host: redis.example.com, port: 6379}\n", "redis")]
    public async Task What_is_brought_along_is_not_deployed_and_all_is_good(string name, string unmanaged, string config, string absent)
    {
        await BundleAsync(name, ("config.yaml", $"FEATURE_SUPER_USERS: true\n{config}"));
        await CreateAsync(name, unmanaged.Split(' '));
        await GoodAsync(name);

        Assert.True((int?)(await DeploymentAsync($"{name}-quay-app"))["status"]!["availableReplicas"] > 0);
        foreach (var component in absent.Split(' '))
            Assert.Empty((await Cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{Ns}/deployments?labelSelector=quay-component%3D{component}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task With_a_pair_of_its_own_quay_ends_TLS_itself_behind_a_managed_route_and_without_one()
    {
        await BundleAsync("through", [("config.yaml", "SERVER_HOSTNAME: through.example.com\n"), .. Pair("through.example.com")]);
        await CreateAsync("through", ["tls"]);
        await GoodAsync("through");
        Assert.Equal("passthrough", (string?)(await Cluster.Admin.GetAsync($"/apis/route.openshift.io/v1/namespaces/{Ns}/routes/through-quay"))["spec"]!["tls"]!["termination"]);

        await BundleAsync("bare", [("config.yaml", "SERVER_HOSTNAME: bare.example.com\n"), .. Pair("bare.example.com")]);
        await CreateAsync("bare", ["tls", "route"]);
        await GoodAsync("bare");
        Assert.Empty((await Cluster.Admin.GetAsync($"/apis/route.openshift.io/v1/namespaces/{Ns}/routes?labelSelector=quay-operator%2Fquayregistry%3Dbare"))["items"]!.AsArray());
    }

    /// <summary>The guide's own way: what people keep has neither labels nor owners, and the registry names its old bundle.</summary>
    [Fact]
    public async Task A_registry_is_scaled_to_nothing_for_a_backup_and_restored_from_it()
    {
        const string Keys = "kept-quay-registry-managed-secret-keys";
        await Cluster.CreateRegistryAsync(Ns, "kept");
        await GoodAsync("kept");

        var spec = (await Cluster.Admin.GetAsync(Registry("kept")))["spec"]!.AsObject();
        var (bundle, keys) = (await KeptAsync((string)spec["configBundleSecret"]!), await KeptAsync(Keys));
        var components = spec["components"]!.DeepClone().AsArray();
        foreach (var component in components.OfType<JsonObject>())
            if ((string)component["kind"]! == "horizontalpodautoscaler") component["managed"] = false;
            else if ((string)component["kind"]! is "quay" or "clair" or "mirror") component["overrides"] = new JsonObject { ["replicas"] = 0 };
        await Cluster.Admin.MergeAsync(Registry("kept"), new JsonObject { ["spec"] = new JsonObject { ["components"] = components } });
        await UntilConditionAsync("kept", "ComponentMirrorReady", condition => condition is { Status: "True", Message: "Mirror manually scaled down" }, "the mirror to be scaled down");
        await UntilConditionAsync("kept", "ComponentClairReady", condition => condition is { Status: "True", Message: "Clair manually scaled down" }, "Clair to be scaled down");
        await GoodAsync("kept");
        foreach (var workload in (string[])["quay-app", "clair-app", "quay-mirror"])
            Assert.Equal((0, null), ((int?)(await DeploymentAsync($"kept-{workload}"))["spec"]!["replicas"], (int?)(await DeploymentAsync($"kept-{workload}"))["status"]!["availableReplicas"]));

        await Cluster.Admin.DeleteAsync(Registry("kept"));
        await Wait.UntilAsync(async () => await Cluster.Admin.StatusOfAsync($"/api/v1/namespaces/{Ns}/secrets/{Keys}") == System.Net.HttpStatusCode.NotFound, "everything to go with it");
        await Wait.UntilAsync(async () => await Cluster.Admin.StatusOfAsync($"/api/v1/namespaces/{Ns}/secrets/{(string)bundle["metadata"]!["name"]!}") == System.Net.HttpStatusCode.NotFound, "the bundle to go with it");

        foreach (var secret in (JsonObject[])[bundle, keys]) await Cluster.Admin.CreateAsync($"/api/v1/namespaces/{Ns}/secrets", secret.DeepClone().AsObject());
        await Cluster.CreateRegistryAsync(Ns, "kept", spec.DeepClone());
        await GoodAsync("kept");

        var restored = await Cluster.Admin.GetAsync($"/api/v1/namespaces/{Ns}/secrets/{Keys}");
        Assert.True(JsonNode.DeepEquals(keys["data"], restored["data"]));
        // It goes with its registry again.
        Assert.Equal((string?)(await Cluster.Admin.GetAsync(Registry("kept")))["metadata"]!["uid"], (string?)Assert.Single(restored["metadata"]!["ownerReferences"]!.AsArray())!["uid"]);

        async Task<JsonObject> KeptAsync(string name) => new()
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = (await Cluster.Admin.GetAsync($"/api/v1/namespaces/{Ns}/secrets/{name}"))["data"]!.DeepClone(),
        };
    }

    private async Task CreateAsync(string name, string[] unmanaged)
    {
        var spec = Spec(Kinds.Select(kind => (kind, !unmanaged.Contains(kind), (JsonObject?)null)));
        spec["configBundleSecret"] = $"{name}-bundle";
        await Cluster.CreateRegistryAsync(Ns, name, spec);
    }

    private async Task BundleAsync(string name, params (string File, string Text)[] files)
    {
        var secret = Data(files);
        secret["metadata"] = new JsonObject { ["name"] = $"{name}-bundle" };
        await Cluster.Admin.CreateAsync($"/api/v1/namespaces/{Ns}/secrets", secret);
    }

    private static JsonObject Data(params (string File, string Text)[] files) => new()
    {
        ["data"] = new JsonObject(files.Select(file => KeyValuePair.Create(file.File, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Text))))),
    };

    private static (string File, string Text)[] Pair(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return [("ssl.cert", certificate.ExportCertificatePem()), ("ssl.key", key.ExportPkcs8PrivateKeyPem())];
    }
}
