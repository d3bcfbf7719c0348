using System.Text.Json.Nodes;
using Fleet.Grains.Tests;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>The thin line through everything: real processes, a real API server, and the CLI.</summary>
[Collection("one fleet at a time")]
public sealed class FirstLightTests(OpenShiftLikeCluster cluster) : IAsyncLifetime
{
    private readonly string _data = FleetProcess.NewFolder();
    private string _ns = "";

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_registry_without_a_spec_becomes_available_and_is_seen_through_the_command_line()
    {
        await using var fleet = await FleetProcess.StartAsync(_data);
        Succeeded(await fleet.CliAsync("cluster", "add", "real", "--kubeconfig", cluster.KubeconfigPath, "--mode", "reconcile", "--label", "ring=canary"));
        await cluster.CreateRegistryAsync(_ns, "my-registry");

        Succeeded(await fleet.CliAsync("wait", $"registry/real/{_ns}/my-registry", "--for", "condition=Available", "--timeout", "2m"));

        var listed = JsonNode.Parse(Succeeded(await fleet.CliAsync("get", "registries", "-o", "json")).Output)!["items"]!.AsArray();
        var registry = Assert.Single(listed, item => (string?)item!["namespace"] == _ns)!;
        Assert.Equal("real", (string?)registry["cluster"]);
        Assert.Equal("3.7.11", (string?)registry["currentVersion"]);
        Assert.True((bool)registry["available"]!);
        Assert.Equal("live", (string?)registry["freshness"]);
        Assert.Empty(registry["blockers"]!.AsArray());
        Assert.Equal(11, JsonNode.Parse(Succeeded(await fleet.CliAsync("get", "components", $"registry/real/{_ns}/my-registry", "-o", "json")).Output)!["items"]!.AsArray().Count(c => (bool)c!["ready"]!));
        Assert.Contains("my-registry", Succeeded(await fleet.CliAsync("describe", $"registry/real/{_ns}/my-registry")).Output, StringComparison.Ordinal);
        Succeeded(await fleet.CliAsync("why", $"registry/real/{_ns}/my-registry"));

        Succeeded(await fleet.CliAsync("cluster", "remove", "real", "--finalizers", "release", "--yes"));
        Assert.Empty(JsonNode.Parse((await fleet.CliAsync("get", "registries", "-o", "json")).Output)!["items"]!.AsArray());
        Assert.Null((await cluster.Admin.GetAsync($"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/my-registry"))["metadata"]!["finalizers"]);
        Assert.Equal(0, await fleet.TerminateAsync());
    }

    /// <summary>Twenty points in <c>make soak</c>, a few of them otherwise; each is a time after the registry's creation.</summary>
    [Fact]
    public async Task Killed_at_any_point_and_started_again_the_server_ends_in_the_same_objects()
    {
        var whole = await RunAsync("whole", killAfter: null);
        var points = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1"
            ? Enumerable.Range(1, 20).Select(i => TimeSpan.FromMilliseconds(75 * i))
            : [TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(900)];
        foreach (var point in points)
        {
            var killed = await RunAsync($"after-{point.TotalMilliseconds}", point);

            Assert.Equal(whole.Keys, killed.Keys);
            foreach (var (key, text) in whole) Assert.True(text == killed[key], $"Killed after {point}, {key} differs:\n{text}\n{killed[key]}");
        }
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused()
    {
        await using var first = await FleetProcess.StartAsync(_data);

        var second = await Programs.RunAsync("Fleet.Silo", "Fleet.Silo", ["--urls", "http://127.0.0.1:0", "--data", _data]);

        Assert.Equal(2, second.Code);
        Assert.Contains("another process is using it", second.Error, StringComparison.Ordinal);

        // The port a newcomer finds taken is told in one line as well.
        var other = FleetProcess.NewFolder();
        foreach (var (urls, why) in new[] { (first.Url, "somebody listens there already"), ("here", "this is no address") })
        {
            var refused = await Programs.RunAsync("Fleet.Silo", "Fleet.Silo", ["--urls", urls, "--data", other]);
            Assert.Equal(2, refused.Code);
            Assert.Contains($"--urls {urls}: {why}", Assert.Single(refused.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        Directory.Delete(other, recursive: true);
    }

    private async Task<SortedDictionary<string, string>> RunAsync(string name, TimeSpan? killAfter)
    {
        var (data, ns) = (FleetProcess.NewFolder(), await cluster.CreateNamespaceAsync());
        var fleet = await FleetProcess.StartAsync(data);
        try
        {
            Succeeded(await fleet.CliAsync("cluster", "add", "real", "--kubeconfig", cluster.KubeconfigPath, "--mode", "reconcile"));
            await cluster.CreateRegistryAsync(ns, "crash");
            if (killAfter is { } delay)
            {
                await Task.Delay(delay, TimeProvider.System);
                await fleet.KillAsync();
                await fleet.DisposeAsync();
                fleet = await FleetProcess.StartAsync(data);
            }
            Succeeded(await fleet.CliAsync("wait", $"registry/real/{ns}/crash", "--for", "condition=Available", "--timeout", "2m"));
            await Wait.UntilAsync(
                async () => (await cluster.Admin.GetAsync($"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries/crash"))["metadata"]!["finalizers"] is not null
                    && (await cluster.Admin.GetAsync($"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries/crash"))["status"]!["conditions"]!.AsArray().Any(c => (string?)c!["type"] == "Available" && (string?)c["status"] == "True"),
                $"the status of {name} to be written");
            var snapshot = await ClusterSnapshot.TakeAsync(cluster.Admin, ns);
            Succeeded(await fleet.CliAsync("cluster", "remove", "real", "--finalizers", "keep", "--yes"));
            return snapshot;
        }
        finally
        {
            await fleet.DisposeAsync();
            Directory.Delete(data, recursive: true);
        }
    }

    private static Ended Succeeded(Ended ended)
    {
        Assert.True(ended.Code == 0, ended.ToString());
        return ended;
    }
}
