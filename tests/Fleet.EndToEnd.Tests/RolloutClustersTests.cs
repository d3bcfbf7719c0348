using System.Text.Json.Nodes;
using Fleet.Grains.Tests;
using Fleet.Simulator.World;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>Rollouts over three real API servers, one after another on the same registries.</summary>
[Collection("one fleet at a time")]
public sealed class RolloutClustersTests(OpenShiftLikeCluster one, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Name = "main";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly OpenShiftLikeCluster _two = new();
    private readonly OpenShiftLikeCluster _three = new();
    private readonly string _data = FleetProcess.NewFolder();
    private string _ns = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private (string Name, string Ring, OpenShiftLikeCluster Cluster)[] Clusters => [("one", "canary", one), ("two", "second", _two), ("three", "rest", _three)];

    public async ValueTask InitializeAsync()
    {
        _ns = await one.CreateNamespaceAsync("rollout");
        await Task.WhenAll(_two.InitializeAsync().AsTask(), _three.InitializeAsync().AsTask());
        foreach (var cluster in (OpenShiftLikeCluster[])[_two, _three])
            await cluster.Admin.CreateAsync("api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = _ns } });
        await Task.WhenAll(Clusters.Select(item => item.Cluster.CreateRegistryAsync(_ns, Name, version: "3.7.10")));
        // The first cluster is other tests' too, and may have registries of theirs.
        await Task.WhenAll(Clusters.Select(item => item.Cluster.Admin.MergeAsync(Registry, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["rolled-out-by"] = "this-test" } } })));
    }

    public async ValueTask DisposeAsync()
    {
        one.Orders.Deployment($"{_ns}/*", WorkloadFate.Healthy);
        await _two.DisposeAsync();
        await _three.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_canary_that_falls_ill_halts_its_rollout_which_is_rolled_back_and_the_next_waits_for_people_time_and_a_stopped_server()
    {
        await using var fleet = await FleetProcess.StartAsync(_data);
        foreach (var (name, ring, cluster) in Clusters)
            await Succeeded(fleet.CliAsync("cluster", "add", name, "--kubeconfig", cluster.KubeconfigPath, "--mode", "reconcile", "--label", $"ring={ring}"));
        foreach (var (name, _, _) in Clusters) await Succeeded(fleet.CliAsync("wait", $"registry/{name}/{_ns}/{Name}", "--for", "condition=Available", "--timeout", "3m"));
        var catalog = Path.Combine(_data, "schemas.yaml");
        await File.WriteAllTextAsync(
            catalog, "apiVersion: quay-fleet/v1\nkind: ReleaseCatalog\nreleases:\n- {version: 3.7.10, schemaRevision: 3f1e2a7b}\n- {version: 3.7.11, schemaRevision: 3f1e2a7b}\n", Ct);
        await Succeeded(fleet.CliAsync("catalog", "import", catalog));

        await HaltAndRollBackAsync(fleet);
        await WaitForPeopleTimeAndAServerAsync(fleet);
        await LoseToAnotherUpgraderAsync(fleet);
        await Succeeded(fleet.CliAsync("cluster", "remove", "one", "--finalizers", "release", "--yes"));
    }

    private async Task HaltAndRollBackAsync(FleetProcess fleet)
    {
        await StartAsync(
            fleet, "july",
            "name: canary, selector: {matchLabels: {ring: canary}}, failureBudget: 0",
            "name: second, selector: {matchLabels: {ring: second}}, failureBudget: 0, soak: 5m, soakDeadline: 5m",
            "name: rest");
        await UntilAsync(fleet, "july", rollout => (int)rollout["stages"]![1]!["soaking"]! == 1, "the second stage soaks");
        _two.Orders.Deployment($"{_ns}/{Name}-clair-app", WorkloadFate.Unavailable);
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Paused", "--timeout", "1m"));

        var why = (await Succeeded(fleet.CliAsync("why", "rollout/july"))).Output;
        Assert.Contains($"two/{_ns}/{Name}: it did not stay healthy while soaking", why, StringComparison.Ordinal);
        Assert.Contains("clair", why, StringComparison.Ordinal);
        Assert.Equal(["Succeeded", "Failed", "Pending"], await PhasesAsync(fleet, "july"));
        var paused = (await HistoryAsync(fleet, "july")).Last(words => words[2] == "paused");
        var conditions = (await _two.Admin.GetAsync(Registry))["status"]!["conditions"]!.AsArray();
        var ill = (string?)conditions.Single(condition => (string?)condition!["type"] == "Available")!["lastTransitionTime"];
        output.WriteLine($"the condition turned at {ill}; the rollout was paused at {paused[1]}");

        _two.Orders.Deployment($"{_ns}/{Name}-clair-app", WorkloadFate.Healthy);
        await Wait.UntilAsync(async () => (await fleet.CliAsync("rollout", "rollback", "july")).Code == 0, "the catalog is known everywhere");
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=RolledBack", "--timeout", "2m"));
        var back = (await HistoryAsync(fleet, "july")).SkipWhile(words => words[2] != "rollbackBegan").ToList();
        Assert.Equal([$"two/{_ns}/{Name}", $"one/{_ns}/{Name}"], back.Where(words => words[2] == "claimed").Select(words => words[3]));
        await Wait.UntilAsync(async () => (await VersionsAsync()).All(version => version == "3.7.10"), "the statuses to be written");
    }

    private async Task WaitForPeopleTimeAndAServerAsync(FleetProcess fleet)
    {
        // Far enough away to be seen closed.
        var opens = TimeProvider.System.GetUtcNow().AddSeconds(90);
        await StartAsync(
            fleet, "august",
            "name: canary, selector: {matchLabels: {ring: canary}}, after: [approval]",
            $"name: others, before: [{{window: {{cron: '{opens.Minute} {opens.Hour} * * *', duration: 30m}}}}]");
        await WhyAsync(fleet, "august", "waits to be approved before it ends (0 of 1)");
        await _three.StopAsync();
        await Wait.UntilAsync(async () => (await fleet.CliAsync("why", "cluster/three")).Output.Contains("unreachable", StringComparison.Ordinal), "the stopped server to be noticed", Patience);
        await Succeeded(fleet.CliAsync("rollout", "approve", "august"));
        await WhyAsync(fleet, "august", "stage others: its window is closed before it begins, and opens");

        await UntilAsync(fleet, "august", rollout => rollout["stages"]![1]! is var stage && ((int)stage["succeeded"]!, (int)stage["queued"]!) is (1, 1), "the one that can be reached is upgraded");
        Assert.Contains("wait for their clusters to be live again", (await Succeeded(fleet.CliAsync("why", "rollout/august"))).Output, StringComparison.Ordinal);
        await _three.StartAsync();
        await Succeeded(fleet.CliAsync("wait", "rollout/august", "--for", "phase=Succeeded", "--timeout", "3m"));
        Assert.All((await RolloutAsync(fleet, "august"))["units"]!.AsArray(), unit => Assert.True((string?)unit!["phase"] == "Succeeded", unit.ToJsonString()));
        await Wait.UntilAsync(async () => (await VersionsAsync()).All(version => version == "3.7.11"), "the statuses to be written");
    }

    private async Task LoseToAnotherUpgraderAsync(FleetProcess fleet)
    {
        await StartAsync(fleet, "september", "name: all, maxConcurrency: 3, soak: 10m");
        await UntilAsync(fleet, "september", rollout => (int)rollout["stages"]![0]!["soaking"]! == 3, "all soak");
        await _two.Admin.MergeAsync(Registry, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["quay-fleet/target-version"] = "3.7.10" } } });
        await Succeeded(fleet.CliAsync("wait", "rollout/september", "--for", "phase=Paused", "--timeout", "1m"));
        await WhyAsync(fleet, "september", $"two/{_ns}/{Name}: somebody else asks it for 3.7.10: quay-fleet/target-version was changed");
        await Succeeded(fleet.CliAsync("rollout", "abort", "september"));
    }

    private string Registry => $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/{Name}";

    private async Task<IEnumerable<string?>> VersionsAsync() =>
        (await Task.WhenAll(Clusters.Select(item => item.Cluster.Admin.GetAsync(Registry)))).Select(registry => (string?)registry["status"]!["currentVersion"]);

    private async Task StartAsync(FleetProcess fleet, string name, params string[] stages)
    {
        var file = Path.Combine(_data, $"{name}.yaml");
        await File.WriteAllTextAsync(
            file,
            $"apiVersion: fleet/v1\nkind: Rollout\nmetadata: {{name: {name}}}\nspec:\n  target: {{version: 3.7.11}}\n  selector: {{registries: {{matchLabels: {{rolled-out-by: this-test}}}}}}\n  strategy:\n    stages:\n{string.Concat(stages.Select(stage => $"    - {{{stage}}}\n"))}",
            Ct);
        await Succeeded(fleet.CliAsync("rollout", "start", "-f", file));
    }

    private static async Task<JsonNode> RolloutAsync(FleetProcess fleet, string name) => JsonNode.Parse((await Succeeded(fleet.CliAsync("rollout", "status", name, "-o", "json"))).Output)!;

    private static async Task<IEnumerable<string?>> PhasesAsync(FleetProcess fleet, string name) => (await RolloutAsync(fleet, name))["stages"]!.AsArray().Select(stage => (string?)stage!["phase"]);

    private static async Task UntilAsync(FleetProcess fleet, string name, Func<JsonNode, bool> holds, string what)
    {
        try
        {
            await Wait.UntilAsync(async () => holds(await RolloutAsync(fleet, name)), what, Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} {await RolloutAsync(fleet, name)}\n{(await fleet.CliAsync("get", "registries", "-o", "json")).Output}\n{fleet.Log}", e);
        }
    }

    private static Task WhyAsync(FleetProcess fleet, string name, string words) =>
        Wait.UntilAsync(async () => (await fleet.CliAsync("why", $"rollout/{name}")).Output.Contains(words, StringComparison.Ordinal), $"rollout {name} to say that {words}", Patience);

    private static async Task<List<string[]>> HistoryAsync(FleetProcess fleet, string name) =>
        [.. (await Succeeded(fleet.CliAsync("rollout", "history", name))).Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 3)];

    private static async Task<Ended> Succeeded(Task<Ended> running)
    {
        var ended = await running;
        Assert.True(ended.Code == 0, ended.ToString());
        return ended;
    }
}
