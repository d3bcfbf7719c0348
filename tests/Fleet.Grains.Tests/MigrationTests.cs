using System.Text.Json.Nodes;
using Fleet.Domain.Status;
using Fleet.Simulator.World;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>Schema migrations on a real API server.</summary>
[Collection("one fleet at a time")]
public sealed class MigrationTests(OpenShiftLikeCluster cluster, ManagedCluster managed) : IClassFixture<ManagedCluster>, IAsyncLifetime
{
    private string _ns = "";

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync("migration");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_failed_migration_blocks_its_registry_alone_and_a_corrected_bundle_heals_it()
    {
        await BundleAsync("mine", "{}");
        cluster.Orders.Job($"{_ns}/broken-quay-app-upgrade", new JobFate.Fails("no such table"));
        await cluster.CreateRegistryAsync(_ns, "broken", new JsonObject { ["configBundleSecret"] = "mine" });
        await cluster.CreateRegistryAsync(_ns, "healthy");
        await UntilAsync("healthy", summary => summary is { Available: true, CurrentVersion: "3.7.11" });
        await UntilAsync("broken", summary => summary.Conditions.Any(c => c is { Type: "ComponentsCreated", Reason: "MigrationsFailed" }));

        var broken = (await DescribeAsync("broken"))!;
        Assert.Null(broken.CurrentVersion);
        var blocker = Assert.Single(broken.Blockers, blocker => blocker.Code == BlockerCodes.MigrationFailed && blocker.Message.Contains("no such table", StringComparison.Ordinal));
        Assert.Contains("bundle", blocker.Message, StringComparison.Ordinal);
        Assert.Equal(0, await ReplicasAsync("broken-quay-app"));

        cluster.Orders.Job($"{_ns}/broken-quay-app-upgrade", new JobFate.Succeeds());
        await cluster.Admin.MergeAsync($"/api/v1/namespaces/{_ns}/secrets/mine", new JsonObject { ["stringData"] = new JsonObject { ["config.yaml"] = "REGISTRY_TITLE: Corrected" } });

        await UntilAsync("broken", summary => summary is { Available: true, CurrentVersion: "3.7.11", Blockers.IsEmpty: true });
    }

    [Fact]
    public async Task Another_database_is_migrated_though_the_version_stays()
    {
        await BundleAsync("own", "DB_URI: postgresql://me:mine@one.example.com/quay");
        var spec = new JsonObject
        {
            ["configBundleSecret"] = "own",
            ["components"] = new JsonArray(new JsonObject { ["kind"] = "postgres", ["managed"] = false }),
        };
        await cluster.CreateRegistryAsync(_ns, "moving", spec);
        await UntilAsync("moving", summary => summary is { Available: true, CurrentVersion: "3.7.11", Blockers.IsEmpty: true });
        var first = await JobAsync("moving");

        await cluster.Admin.MergeAsync($"/api/v1/namespaces/{_ns}/secrets/own", new JsonObject
        {
            ["stringData"] = new JsonObject { ["config.yaml"] = "DB_URI: postgresql://me:mine@two.example.com/quay" },
        });

        await Wait.UntilAsync(async () => await JobAsync("moving") is { } job && job != first, "the new database to be migrated");
        await UntilAsync("moving", summary => summary is { Available: true, CurrentVersion: "3.7.11", Blockers.IsEmpty: true });
        await Wait.UntilAsync(async () => await StoredUriAsync("moving") == "postgresql://me:mine@two.example.com/quay", "the new database to be stored");

        var second = await JobAsync("moving");
        await cluster.Admin.MergeAsync($"/api/v1/namespaces/{_ns}/secrets/own", new JsonObject { ["stringData"] = new JsonObject { ["config.yaml"] = "REGISTRY_TITLE: Managed" } });
        await cluster.Admin.MergeAsync($"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/moving", new JsonObject { ["spec"] = new JsonObject { ["components"] = new JsonArray() } });

        await UntilAsync("moving", summary => summary is { Available: true, Blockers.IsEmpty: true } && summary.Components.Any(component => component is { Kind: Domain.Quay.ComponentKind.Postgres, Managed: true }));
        await Wait.UntilAsync(async () => (await StoredUriAsync("moving")).Contains("@moving-quay-database:5432/", StringComparison.Ordinal), "the managed database to be stored");
        Assert.NotEqual(second, await JobAsync("moving"));
    }

    [Fact]
    public async Task Registries_of_three_minors_are_available_side_by_side()
    {
        (string Name, string Version)[] registries = [("old", "3.5.8"), ("older", "3.6.1"), ("current", "3.7.10")];
        foreach (var (name, version) in registries) await cluster.CreateRegistryAsync(_ns, name, version: version);

        foreach (var (name, version) in registries)
            await UntilAsync(name, summary => summary is { Available: true, Blockers.IsEmpty: true } && summary.CurrentVersion == version);
    }

    [Fact]
    public async Task A_version_that_is_asked_for_while_a_migration_runs_comes_after_it()
    {
        cluster.Orders.Job($"{_ns}/hurried-quay-app-upgrade", new JobFate.Hangs());
        await cluster.CreateRegistryAsync(_ns, "hurried", version: "3.7.10");
        await UntilAsync("hurried", summary => summary.Conditions.Any(c => c is { Type: "ComponentsCreated", Reason: "MigrationsInProgress" }));
        var first = await JobAsync("hurried");
        await cluster.Admin.MergeAsync($"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/hurried", new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["quay-fleet/target-version"] = "3.7.11" } },
        });
        await UntilAsync("hurried", summary => summary.TargetVersion == "3.7.11");
        Assert.Equal(first, await JobAsync("hurried"));

        var seen = new List<string?>();
        cluster.Orders.Job($"{_ns}/hurried-quay-app-upgrade", new JobFate.Succeeds());
        await UntilAsync("hurried", summary =>
        {
            if (seen.LastOrDefault() != summary.CurrentVersion) seen.Add(summary.CurrentVersion);
            return summary is { Available: true, CurrentVersion: "3.7.11", Blockers.IsEmpty: true };
        });
        Assert.Equal(["3.7.10", "3.7.11"], seen);
    }

    private Task<RegistrySummary?> DescribeAsync(string name) => managed.Server.Registry("real", _ns, name).Describe();

    private async Task UntilAsync(string name, Func<RegistrySummary, bool> reached)
    {
        RegistrySummary? summary = null;
        try
        {
            await Wait.UntilAsync(async () => (summary = await DescribeAsync(name)) is not null && reached(summary), $"{name} is there");
        }
        catch (TimeoutException e)
        {
            Assert.Fail($"{e.Message} It is at {summary?.CurrentVersion}, meant for {summary?.TargetVersion}: {string.Join("; ", summary?.Blockers ?? [])}");
        }
    }

    private Task<JsonObject> BundleAsync(string name, string config) => cluster.Admin.CreateAsync($"/api/v1/namespaces/{_ns}/secrets", new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["stringData"] = new JsonObject { ["config.yaml"] = config },
    });

    private async Task<int> ReplicasAsync(string deployment) =>
        (int)(await cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{_ns}/deployments/{deployment}"))["spec"]!["replicas"]!;

    private async Task<string?> JobAsync(string name) =>
        (await cluster.Admin.GetAsync($"/apis/batch/v1/namespaces/{_ns}/jobs"))["items"]!.AsArray()
            .Where(job => (string)job!["metadata"]!["name"]! == $"{name}-quay-app-upgrade")
            .Select(job => (string?)job!["metadata"]!["uid"]).SingleOrDefault();

    private async Task<string> StoredUriAsync(string name) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(
        (string)(await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets/{name}-quay-registry-managed-secret-keys"))["data"]!["DB_URI"]!));
}
