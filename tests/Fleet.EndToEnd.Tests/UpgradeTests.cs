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
    private static readonly string[] Versions = ["3.4.7", "3.5.7", "3.6.10", "3.7.10", "3.7.11"];
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
    public async Task From_3_4_to_3_7_each_migration_runs_once_whenever_the_server_is_killed()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var stop = new CancellationTokenSource();
        var jobs = new ConcurrentDictionary<string, string>();
        var watching = RecordJobsAsync(jobs, stop.Token);
        var fleet = await FleetProcess.StartAsync(_data);
        try
        {
            Succeeded(await fleet.CliAsync("cluster", "add", "upgraded", "--kubeconfig", cluster.KubeconfigPath, "--mode", "reconcile"));
            Dictionary<string, string> claims = [], keys = [];
            foreach (var (version, step) in Versions.Select((version, step) => (version, step)))
            {
                await AskForAsync(version);
                for (var kill = 0; kill < Kills / Versions.Length; kill++)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 2500)), TimeProvider.System, TestContext.Current.CancellationToken);
                    await fleet.KillAsync();
                    await fleet.DisposeAsync();
                    fleet = await FleetProcess.StartAsync(_data);
                }
                await RunsAsync(version);
                Succeeded(await fleet.CliAsync("wait", $"registry/upgraded/{_ns}/harbour", "--for", "condition=Available", "--timeout", "2m"));

                foreach (var (name, uid) in await ClaimsAsync())
                    Assert.Equal(claims.GetValueOrDefault(name, uid), claims[name] = uid);
                foreach (var (name, value) in await KeysAsync())
                    Assert.True(keys.GetValueOrDefault(name, value) == value, $"{name} was changed on the way to {version}");
                foreach (var (name, value) in await KeysAsync()) keys[name] = value;
                output.WriteLine($"{version}: {jobs.Count} migration Jobs so far");
                Assert.Equal(step + 1, jobs.Count);
            }
            Assert.Equal(Versions.Order(StringComparer.Ordinal), jobs.Values.Select(key => key.Split('/')[0]).Order(StringComparer.Ordinal));
            Assert.Equal(["clair-postgres", "quay-database"], claims.Keys.Select(name => name["harbour-".Length..]).Order(StringComparer.Ordinal));
            Succeeded(await fleet.CliAsync("cluster", "remove", "upgraded", "--finalizers", "release", "--yes"));
        }
        finally
        {
            await fleet.DisposeAsync();
            await stop.CancelAsync();
            await watching;
        }
    }

    private async Task AskForAsync(string version)
    {
        var annotations = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["quay-fleet/target-version"] = version } } };
        if (version != Versions[0])
        {
            await cluster.Admin.MergeAsync(Registry, annotations);
            return;
        }
        annotations["apiVersion"] = "quay.redhat.com/v1";
        annotations["kind"] = "QuayRegistry";
        annotations["metadata"]!["name"] = "harbour";
        await cluster.Admin.CreateAsync($"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries", annotations);
    }

    private async Task RunsAsync(string version)
    {
        JsonObject? registry = null;
        try
        {
            await Wait.UntilAsync(
                async () => (string?)(registry = await cluster.Admin.GetAsync(Registry))["status"]?["currentVersion"] == version, $"the registry to run {version}", Patience);
        }
        catch (TimeoutException e)
        {
            Assert.Fail($"{e.Message}: {string.Join("; ", registry?["status"]?["conditions"]?.AsArray().Select(c => $"{c!["type"]}={c["status"]} {c["message"]}") ?? [])}");
        }
    }

    private async Task<IEnumerable<(string Name, string Uid)>> ClaimsAsync() =>
        (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/persistentvolumeclaims"))["items"]!.AsArray()
            .Select(claim => ((string)claim!["metadata"]!["name"]!, (string)claim["metadata"]!["uid"]!));

    /// <summary>What must stay what it is, or the database cannot be read any more.</summary>
    private async Task<IEnumerable<(string Name, string Value)>> KeysAsync() =>
        (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets"))["items"]!.AsArray()
            .Where(secret => ((string)secret!["metadata"]!["name"]!).Contains("managed-secret-keys", StringComparison.Ordinal))
            .SelectMany(secret => secret!["data"]!.AsObject())
            .Where(key => (string?)key.Value is { Length: > 0 })
            .Select(key => (key.Key, (string)key.Value!));

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

    private string Registry => $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/harbour";

    private static void Succeeded(Ended ended) => Assert.True(ended.Code == 0, ended.ToString());
}
