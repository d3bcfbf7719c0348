using System.Text.Json.Nodes;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Catalog;
using Fleet.Grains.Clusters;
using Fleet.Grains.Registries;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>Which version a registry gets, on a real API server.</summary>
[Collection("one fleet at a time")]
public sealed class VersionTests(OpenShiftLikeCluster cluster, ManagedCluster managed) : IClassFixture<ManagedCluster>, IAsyncLifetime
{
    private string _ns = "";

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync("version");

    public async ValueTask DisposeAsync()
    {
        await SubscribeAsync(null, null);
        await managed.Server.Grains.GetCatalog().SetApproval("stable-3.7", null);
    }

    [Fact]
    public async Task Under_manual_approval_an_upgrade_is_pending_until_it_is_approved()
    {
        await InstallAsync("careful", "3.7.10");
        await SubscribeAsync("stable-3.7", null);
        await UntilAsync("careful", summary => summary.Pending == new PendingUpgrade("3.7.10", "3.7.11", "3.7.11", "stable-3.7"));
        Assert.Equal("3.7.10", (await DescribeAsync("careful"))!.TargetVersion);

        Assert.Equal(new UpgradeApproval.Approved("3.7.10", "3.7.11"), await Registry("careful").Approve(null));
        await UntilAsync("careful", summary => summary is { Available: true, CurrentVersion: "3.7.11", Pending: null, Blockers.IsEmpty: true, Upgrade.OnTarget: true });

        Assert.Equal("3.7.11", (string?)(await ReadAsync("careful"))["metadata"]!["annotations"]!["quay-fleet/target-version"]);
        Assert.Equal(["3.7.11", "3.7.10"], (await Registry("careful").Migrations()).Select(migration => migration.Version));
        Assert.All(await Registry("careful").Migrations(), migration => Assert.Equal((MigrationOutcome.Succeeded, true), (migration.Outcome, migration.Duration is not null)));
        Assert.Equal(new UpgradeApproval.NothingPending("3.7.11"), await Registry("careful").Approve(null));
    }

    [Fact]
    public async Task A_channel_that_is_made_automatic_takes_its_registries_to_its_head()
    {
        await InstallAsync("eager", "3.6.1");
        await SubscribeAsync("stable-3.7", null);
        await UntilAsync("eager", summary => summary.Pending is { To: "3.7.10", Head: "3.7.11" });

        await managed.Server.Grains.GetCatalog().SetApproval("stable-3.7", Approval.Automatic);
        await UntilAsync("eager", summary => summary is { Available: true, CurrentVersion: "3.7.11", Blockers.IsEmpty: true });
        Assert.Equal(["3.7.11", "3.7.10", "3.6.1"], (await Registry("eager").Migrations()).Select(migration => migration.Version));
    }

    [Fact]
    public async Task An_upgrade_outside_the_graph_is_refused_and_changes_nothing()
    {
        await InstallAsync("hasty", "3.5.8");
        var before = await ObjectsAsync("hasty");
        await AskAsync("hasty", "3.7.11");
        await UntilAsync("hasty", summary => summary is { TargetVersion: "3.7.11", Blockers: [{ Code: BlockerCodes.UpgradeRefused } why, ..] }
            && why.Message.Contains("3.5.8 → 3.6.1 → 3.7.10 → 3.7.11", StringComparison.Ordinal));
        Assert.IsType<UpgradeApproval.Refused>(await Registry("hasty").Approve("3.7.11"));

        // A pass would find this to be drift, and repair it.
        await cluster.Admin.MergeAsync(Redis, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["quay-component"] = "mine" } } });
        await AskAsync("hasty", "3.6.0");
        await UntilAsync("hasty", summary => summary is { Blockers: [{ Code: BlockerCodes.VersionUnknown }, ..] });
        Assert.Equal(before, await ObjectsAsync("hasty"));
        Assert.Equal("mine", (string?)(await cluster.Admin.GetAsync(Redis))["metadata"]!["labels"]!["quay-component"]);
        await Wait.UntilAsync(async () => (string?)(await ReadAsync("hasty"))["status"]!["currentVersion"] == "3.5.8", "the status to say what runs");

        await AskAsync("hasty", "3.6.1");
        await UntilAsync("hasty", summary => summary is { Available: true, CurrentVersion: "3.6.1", Blockers.IsEmpty: true });
    }

    [Fact]
    public async Task A_registry_that_asks_for_what_it_cannot_have_can_still_be_deleted()
    {
        await InstallAsync("leaving", "3.7.10");
        await AskAsync("leaving", "3.9.9");
        await UntilAsync("leaving", summary => summary is { Blockers: [{ Code: BlockerCodes.VersionUnknown }, ..] });

        await cluster.Admin.DeleteAsync(Path("leaving"));
        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(Path("leaving")) == System.Net.HttpStatusCode.NotFound, "the registry to be gone");
    }

    [Fact]
    public async Task An_imported_catalog_is_heard_of_at_once_and_its_images_are_rendered()
    {
        var catalog = managed.Server.Grains.GetCatalog();
        await SubscribeAsync("fresh", Approval.Automatic, Text("aaaa"));
        await InstallAsync("fresh", null);
        await UntilAsync("fresh", summary => summary is { Available: true, CurrentVersion: "3.7.20" });
        Assert.Equal(Image("quay", "aaaa"), await ImageAsync("fresh-quay-app"));

        Assert.IsType<ImportOutcome.Imported>(await catalog.Import(Text("bbbb")));
        await Wait.UntilAsync(async () => await ImageAsync("fresh-quay-app") == Image("quay", "bbbb"), "the new digest to be rolled out");

        Assert.IsType<ImportOutcome.Imported>(await catalog.Import(Text("bbbb") with { Text = Text("bbbb").Text.Replace("3.7.20", "3.7.21", StringComparison.Ordinal) }));
        await UntilAsync("fresh", summary => summary is { Blockers: [{ Code: BlockerCodes.VersionUnknown } why, ..] } && why.Message.Contains("3.7.20", StringComparison.Ordinal));
        Assert.Equal(Image("quay", "bbbb"), await ImageAsync("fresh-quay-app"));
    }

    [Fact]
    public async Task A_channel_that_is_in_no_catalog_is_refused()
    {
        var refused = Assert.IsType<RegistrationOutcome.Refused>(await managed.Server.Cluster("real").Subscribe("stable-9", null));
        Assert.Contains("'stable-9' is in no catalog", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    private string Redis => $"/apis/apps/v1/namespaces/{_ns}/deployments/hasty-quay-redis";

    private static CatalogText Text(string digest) => new(
        "fresh",
        $$"""
        apiVersion: quay-fleet/v1
        kind: ReleaseCatalog
        releases:
        - version: 3.7.20
          channels: [fresh]
          images: {quay: {{Image("quay", digest)}}, clair: {{Image("clair", digest)}}, postgres: {{Image("postgres", digest)}}, redis: {{Image("redis", digest)}}}
        """,
        "fresh.yaml",
        null);

    private static string Image(string name, string digest) => $"registry.example.com/{name}@sha256:{string.Concat(Enumerable.Repeat(digest, 16))}";

    private async Task SubscribeAsync(string? channel, Approval? approval, CatalogText? first = null)
    {
        if (first is not null) Assert.IsType<ImportOutcome.Imported>(await managed.Server.Grains.GetCatalog().Import(first));
        Assert.IsType<RegistrationOutcome.Accepted>(await managed.Server.Cluster("real").Subscribe(channel, approval));
    }

    private async Task InstallAsync(string name, string? version)
    {
        await cluster.CreateRegistryAsync(_ns, name, version: version);
        if (version is null) return;
        await UntilAsync(name, summary => summary is { Available: true, Blockers.IsEmpty: true, Upgrade.OnTarget: true } && summary.CurrentVersion == version);
        await AskAsync(name, null);
        await UntilAsync(name, summary => summary.TargetVersion == version);
    }

    private Task AskAsync(string name, string? version) => cluster.Admin.MergeAsync(
        Path(name), new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["quay-fleet/target-version"] = version } } });

    private string Path(string name) => $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/{name}";

    private async Task<JsonObject> ReadAsync(string name) => await cluster.Admin.GetAsync(Path(name));

    private async Task<string?> ImageAsync(string deployment) =>
        (string?)(await cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{_ns}/deployments/{deployment}"))["spec"]!["template"]!["spec"]!["containers"]![0]!["image"];

    private async Task<IEnumerable<string>> ObjectsAsync(string name) =>
        (await cluster.Admin.GetAsync($"/apis/apps/v1/namespaces/{_ns}/deployments"))["items"]!.AsArray()
            .Where(deployment => ((string)deployment!["metadata"]!["name"]!).StartsWith(name, StringComparison.Ordinal))
            .Select(deployment => $"{deployment!["metadata"]!["name"]} {deployment["metadata"]!["generation"]}").ToList();

    private IRegistryGrain Registry(string name) => managed.Server.Registry("real", _ns, name);

    private Task<RegistrySummary?> DescribeAsync(string name) => Registry(name).Describe();

    private async Task UntilAsync(string name, Func<RegistrySummary, bool> reached)
    {
        RegistrySummary? summary = null;
        try
        {
            await Wait.UntilAsync(async () => (summary = await DescribeAsync(name)) is not null && reached(summary), $"{name} is there");
        }
        catch (TimeoutException e)
        {
            Assert.Fail($"{e.Message} It is at {summary?.CurrentVersion}, meant for {summary?.TargetVersion}, {summary?.Upgrade}, {summary?.Pending}: {string.Join("; ", summary?.Blockers ?? [])}");
        }
    }
}
