using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>What users see when something is wrong, and that it passes when its cause does.</summary>
public sealed class HardTimesTests : IAsyncLifetime
{
    private readonly ApiServer _bare = new();
    private readonly string _data = FleetProcess.NewFolder();
    private FleetProcess _fleet = null!;

    public async ValueTask InitializeAsync()
    {
        await _bare.InitializeAsync();
        _fleet = await FleetProcess.StartAsync(_data);
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _bare.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task On_a_cluster_without_routes_buckets_and_prometheus_a_registry_says_what_to_configure()
    {
        await AddAsync("bare", _bare.KubeconfigPath);
        await BlockedAsync("cluster/bare", "crd-missing");

        await _bare.InstallCrdsAsync(Directory.GetFiles(Path.Combine(Repository.Root, "deploy/member-cluster/crds"), "*.yaml"));
        await WaitAsync("cluster/bare", "state=live");
        var ns = await _bare.CreateNamespaceAsync();
        await _bare.Admin.CreateAsync($"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries", new JsonObject
        {
            ["apiVersion"] = "quay.redhat.com/v1",
            ["kind"] = "QuayRegistry",
            ["metadata"] = new JsonObject { ["name"] = "plain" },
        });

        var why = await BlockedAsync($"registry/bare/{ns}/plain", "config-invalid");

        Assert.Contains("required component `objectstorage` marked as unmanaged, but `configBundleSecret` is missing necessary fields", why, StringComparison.Ordinal);
        Assert.Contains("DISTRIBUTED_STORAGE_CONFIG", why, StringComparison.Ordinal);
        var conditions = (await _bare.Admin.GetAsync($"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries/plain"))["status"]!["conditions"]!.AsArray();
        var blocked = Assert.Single(conditions, c => (string?)c!["type"] == "RolloutBlocked")!;
        Assert.Equal("ConfigInvalid", (string?)blocked["reason"]);
        Assert.Equal("required component `objectstorage` marked as unmanaged, but `configBundleSecret` is missing necessary fields", (string?)blocked["message"]);
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_reached_is_accepted_shown_unreachable_and_comes_alive_by_itself()
    {
        await using var proxy = new CuttingProxy(_bare.Port);
        proxy.Refuse();
        await AddAsync("far", await KubeconfigAsync(text => text.Replace($":{_bare.Port}", $":{proxy.Port}", StringComparison.Ordinal)));
        await BlockedAsync("cluster/far", "unreachable");

        proxy.Restore();

        await WaitAsync("cluster/far", "freshness=live", orElse: "crd-missing");
    }

    [Fact]
    public async Task A_wrong_token_shows_as_unauthorised_and_rotating_it_heals()
    {
        await AddAsync("locked", await KubeconfigAsync(text => text.Replace(_bare.AdminToken, "not-the-token", StringComparison.Ordinal)));
        await BlockedAsync("cluster/locked", "unauthorised");

        var rotated = await _fleet.CliAsync("cluster", "rotate", "locked", "--kubeconfig", _bare.KubeconfigPath);

        Assert.True(rotated.Code == 0, rotated.ToString());
        await WaitAsync("cluster/locked", "freshness=live", orElse: "crd-missing");
    }

    [Theory]
    [InlineData("this is: [no kubeconfig")]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: []\n")]
    public async Task An_unreadable_kubeconfig_is_refused_with_one_line_and_nothing_is_stored(string text)
    {
        var file = Path.Combine(_data, "broken.kubeconfig");
        await File.WriteAllTextAsync(file, text);

        var refused = await _fleet.CliAsync("cluster", "add", "broken", "--kubeconfig", file);

        Assert.True(refused.Code == 2, refused.ToString());
        Assert.Single(refused.Error.Trim().Split('\n'));
        Assert.DoesNotContain("broken", (await _fleet.CliAsync("get", "clusters", "-o", "name")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigterm_ends_the_server_cleanly()
    {
        await AddAsync("ends", _bare.KubeconfigPath);

        Assert.Equal(0, await _fleet.TerminateAsync());
    }

    private async Task AddAsync(string name, string kubeconfig)
    {
        var added = await _fleet.CliAsync("cluster", "add", name, "--kubeconfig", kubeconfig, "--mode", "reconcile");
        Assert.True(added.Code == 0, added.ToString());
    }

    private async Task<string> BlockedAsync(string reference, string code)
    {
        var why = "";
        await Wait.UntilAsync(async () => (why = (await _fleet.CliAsync("why", reference)).Output).Contains(code, StringComparison.Ordinal), $"{reference} to be blocked by {code}");
        return why;
    }

    /// <param name="orElse">A blocker that only a connected cluster can have, which proves as much.</param>
    private async Task WaitAsync(string reference, string what, string? orElse = null)
    {
        if (orElse is not null)
        {
            await BlockedAsync(reference, orElse);
            return;
        }
        var waited = await _fleet.CliAsync("wait", reference, "--for", what, "--timeout", "60s");
        Assert.True(waited.Code == 0, waited.ToString());
    }

    private async Task<string> KubeconfigAsync(Func<string, string> change)
    {
        var file = Path.Combine(_data, "changed.kubeconfig");
        await File.WriteAllTextAsync(file, change(await File.ReadAllTextAsync(_bare.KubeconfigPath)));
        return file;
    }
}
