using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Grains.Tests;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

#pragma warning disable RS0030 // Random: the run can be replayed from its printed seed

/// <summary>One registry through the releases, on a real API server, with a server that is killed on the way.</summary>
[Collection("one fleet at a time")]
public sealed class UpgradeTests(OpenShiftLikeCluster cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Kills = 10;
    private static readonly string[] Versions = ["3.4.0", "3.5.8", "3.6.1", "3.7.10", "3.7.11"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string _data = FleetProcess.NewFolder();
    private string _ns = "";

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync("upgrade");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task From_3_4_to_3_7_unattended_each_migration_runs_once_whenever_the_server_is_killed()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var stop = new CancellationTokenSource();
        var jobs = new ConcurrentDictionary<string, string>();
        var versions = new ConcurrentQueue<string>();
        var watching = Task.WhenAll(RecordJobsAsync(jobs, stop.Token), RecordVersionsAsync(versions, stop.Token));
        var fleet = await FleetProcess.StartAsync(_data);
        try
        {
            Succeeded(await fleet.CliAsync("cluster", "add", "upgraded", "--kubeconfig", cluster.KubeconfigPath, "--mode", "reconcile"));
            await InstallAsync(Versions[0]);
            await AvailableAsync(fleet, Versions[0]);
            var (claims, keys) = (await ClaimsAsync(), await KeysAsync());

            await cluster.Admin.MergeAsync(Registry, Asking(null));
            // Long enough for the server to be killed while a migration runs.
            cluster.Orders.SlowDown($"{_ns}/harbour-quay-app-upgrade", TimeSpan.FromSeconds(4));
            Succeeded(await fleet.CliAsync("cluster", "subscribe", "upgraded", "--channel", "stable-3.7", "--approval", "Automatic"));
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 5000)), TimeProvider.System, TestContext.Current.CancellationToken);
                output.WriteLine($"killed while at {await VersionAsync()}");
                await fleet.KillAsync();
                await fleet.DisposeAsync();
                fleet = await FleetProcess.StartAsync(_data);
            }
            await AvailableAsync(fleet, Versions[^1]);

            Assert.Equal(Versions, versions);
            Assert.Equal(Versions.Order(StringComparer.Ordinal), jobs.Values.Select(key => key.Split('/')[0]).Order(StringComparer.Ordinal));
            Assert.Equal(["clair-postgres", "quay-database"], claims.Keys.Select(name => name["harbour-".Length..]));
            Assert.Equal(claims, await ClaimsAsync());
            var kept = await KeysAsync();
            Assert.All(keys, key => Assert.True(kept.GetValueOrDefault(key.Key) == key.Value, $"{key.Key} was changed on the way"));
            var history = JsonNode.Parse((await fleet.CliAsync("get", $"registry/upgraded/{_ns}/harbour", "-o", "json")).Output)!;
            Assert.Equal(("3.7.11", null), ((string?)history["currentVersion"], (string?)history["pendingVersion"]));
            Succeeded(await fleet.CliAsync("cluster", "remove", "upgraded", "--finalizers", "release", "--yes"));
        }
        finally
        {
            await fleet.DisposeAsync();
            await stop.CancelAsync();
            await watching;
        }
    }

    private Task InstallAsync(string version)
    {
        var body = Asking(version);
        body["apiVersion"] = "quay.redhat.com/v1";
        body["kind"] = "QuayRegistry";
        body["metadata"]!["name"] = "harbour";
        return cluster.Admin.CreateAsync($"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries", body);
    }

    private static JsonObject Asking(string? version) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["quay-fleet/target-version"] = version } } };

    private async Task<string?> VersionAsync() => (string?)(await cluster.Admin.GetAsync(Registry))["status"]?["currentVersion"];

    private async Task AvailableAsync(FleetProcess fleet, string version)
    {
        try
        {
            await Wait.UntilAsync(async () => await VersionAsync() == version, $"the registry to run {version}", Patience);
        }
        catch (TimeoutException e)
        {
            Assert.Fail($"{e.Message}, and it runs {await VersionAsync()}: {await fleet.CliAsync("why", $"registry/upgraded/{_ns}/harbour")}");
        }
        Succeeded(await fleet.CliAsync("wait", $"registry/upgraded/{_ns}/harbour", "--for", "condition=Available", "--timeout", "2m"));
    }

    private async Task<SortedDictionary<string, string>> ClaimsAsync() =>
        new((await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/persistentvolumeclaims"))["items"]!.AsArray()
            .ToDictionary(claim => (string)claim!["metadata"]!["name"]!, claim => (string)claim!["metadata"]!["uid"]!), StringComparer.Ordinal);

    /// <summary>What must stay what it is, or the database cannot be read any more.</summary>
    private async Task<Dictionary<string, string>> KeysAsync() =>
        (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets"))["items"]!.AsArray()
            .Where(secret => ((string)secret!["metadata"]!["name"]!).Contains("managed-secret-keys", StringComparison.Ordinal))
            .SelectMany(secret => secret!["data"]!.AsObject())
            .Where(key => (string?)key.Value is { Length: > 0 })
            // Releases keep them under two names; the values are the same.
            .GroupBy(key => key.Key, key => (string)key.Value!).ToDictionary(key => key.Key, key => Assert.Single(key.Distinct()));

    private async Task RecordJobsAsync(ConcurrentDictionary<string, string> jobs, CancellationToken cancellation)
    {
        try
        {
            using var reader = new StreamReader(await cluster.Admin.OpenAsync($"/apis/batch/v1/namespaces/{_ns}/jobs?watch=1&timeoutSeconds=3600"));
            while (await reader.ReadLineAsync(cancellation) is { } line)
                if (JsonNode.Parse(line)!["object"]!["metadata"] is { } metadata && (string?)metadata["name"] == "harbour-quay-app-upgrade")
                    jobs[(string)metadata["uid"]!] = (string?)metadata["annotations"]?["quay-fleet/migration"] ?? "not ours";
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private async Task RecordVersionsAsync(ConcurrentQueue<string> versions, CancellationToken cancellation)
    {
        try
        {
            using var reader = new StreamReader(await cluster.Admin.OpenAsync($"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries?watch=1&timeoutSeconds=3600"));
            string? last = null;
            while (await reader.ReadLineAsync(cancellation) is { } line)
                if ((string?)JsonNode.Parse(line)!["object"]!["status"]?["currentVersion"] is { } version && version != last) versions.Enqueue(last = version);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private string Registry => $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/harbour";

    private static void Succeeded(Ended ended) => Assert.True(ended.Code == 0, ended.ToString());
}
