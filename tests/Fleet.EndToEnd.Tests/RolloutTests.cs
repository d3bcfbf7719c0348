using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>Staged rollouts over simulated clusters, from the command line.</summary>
[Collection("one fleet at a time")]
public sealed partial class RolloutTests : IDisposable
{
    private readonly string _data = FleetProcess.NewFolder();

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task The_canary_goes_first_and_a_server_that_is_killed_goes_on_where_it_was()
    {
        var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "3x4", "--simulate-delay", "1s"]);
        try
        {
            await SeenAsync(fleet, 12);
            var file = await WriteAsync("name: canary, selector: {matchLabels: {ring: canary}}, maxConcurrency: 2, failureBudget: 1, soak: 2s", "name: rest, maxConcurrency: 50%");
            var plan = await Succeeded(fleet.CliAsync("rollout", "plan", "-f", file));
            Assert.Contains("canary", plan.Output, StringComparison.Ordinal);
            Assert.Equal(1, (await fleet.CliAsync("rollout", "status", "july")).Code);

            await Succeeded(fleet.CliAsync("rollout", "start", "-f", file));
            Assert.Equal(1, (await fleet.CliAsync("rollout", "start", "-f", file)).Code);
            await Wait.UntilAsync(async () => (int)(await RolloutAsync(fleet))["stages"]![0]!["succeeded"]! > 0, "a canary has succeeded");
            await fleet.KillAsync();
            await fleet.DisposeAsync();
            fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "3x4", "--simulate-delay", "1s"]);
            await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "3m"));

            var history = (await Succeeded(fleet.CliAsync("rollout", "history", "july"))).Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 3).ToList();
            var claims = history.Where(words => words[2] == "claimed").Select(words => words[3]).ToList();
            Assert.Equal(12, claims.Count);
            Assert.Equal(12, claims.Distinct().Count());
            Assert.All(claims.Take(4), claim => Assert.StartsWith("sim-1/", claim, StringComparison.Ordinal));
            Assert.Equal(["canary", "rest"], history.Where(words => words[2] == "stageEnded").Select(words => words[3]));
            var registries = JsonNode.Parse((await fleet.CliAsync("get", "registries", "-o", "json")).Output)!["items"]!.AsArray();
            Assert.All(registries, registry => Assert.Equal("3.7.11", (string?)registry!["currentVersion"]));
            Assert.Contains("july", (await Succeeded(fleet.CliAsync("get", "rollouts"))).Output, StringComparison.Ordinal);
        }
        finally
        {
            await fleet.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_canary_that_stays_ill_halts_the_rollout_and_why_names_it()
    {
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "3x20", "--simulate-trouble", "--simulate-delay", "1s"]);
        await SeenAsync(fleet, 40);
        // Of the second simulated cluster some are in trouble, and stay so on any version.
        await Wait.UntilAsync(
            async () => (await fleet.CliAsync("get", "registries", "--cluster", "sim-2", "-o", "json")).Output.Contains("clair", StringComparison.Ordinal), "one of them is ill");
        var file = await WriteAsync("name: canary, selector: {matchLabels: {ring: prod}}, maxConcurrency: 4, failureBudget: 3, progressDeadline: 20s", "name: rest");
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file, Ct)).Replace("strategy:", "selector: {registries: {exclude: [" + await CliNamesAsync(fleet, "sim-3") + "]}}\n  strategy:", StringComparison.Ordinal), Ct);
        await Succeeded(fleet.CliAsync("rollout", "start", "-f", file));
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Paused", "--timeout", "2m"));

        Assert.Contains("so that 100% cannot succeed any more", (await Succeeded(fleet.CliAsync("why", "rollout/july"))).Output, StringComparison.Ordinal);
        // The first failure halts it; what is in flight finishes, and is named as well.
        await Wait.UntilAsync(
            async () => (await fleet.CliAsync("rollout", "status", "july")).Output.Split('\n')
                .Any(line => line.TrimStart().StartsWith("timedout  sim-2/", StringComparison.Ordinal) && line.Contains("clair", StringComparison.Ordinal)),
            "the ill one to be named");
        var rollout = await RolloutAsync(fleet);
        Assert.Equal((0, "Failed"), ((int)rollout["stages"]![1]!["inFlight"]!, (string?)rollout["stages"]![0]!["phase"]));
        Assert.Equal(1, (await fleet.CliAsync("rollout", "approve", "july")).Code);
        await Succeeded(fleet.CliAsync("rollout", "skip", "july", "canary"));
        await Succeeded(fleet.CliAsync("rollout", "resume", "july"));
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "2m"));
    }

    [Fact]
    public async Task A_second_rollout_waits_for_what_the_first_holds_and_names_it_and_neither_depends_on_looking_now_and_then()
    {
        KeyValuePair<string, string>[] seldom = [new("Rollouts__SafetyTick", "01:00:00"), new("Rollouts__Backstop", "01:00:00")];
        await using var fleet = await FleetProcess.StartAsync(_data, seldom, arguments: ["--simulate", "2x3", "--simulate-delay", "1s"]);
        await SeenAsync(fleet, 6);
        await Succeeded(fleet.CliAsync("rollout", "start", "-f", await WriteAsync("name: all, maxConcurrency: 6, soak: 20s")));
        await Wait.UntilAsync(async () => (int)(await RolloutAsync(fleet))["stages"]![0]!["soaking"]! == 6, "the first soaks");
        var august = Path.Combine(_data, "august.yaml");
        await File.WriteAllTextAsync(august, (await File.ReadAllTextAsync(Path.Combine(_data, "july.yaml"), Ct)).Replace("july", "august", StringComparison.Ordinal), Ct);
        Assert.Contains("is held by rollout july", (await Succeeded(fleet.CliAsync("rollout", "start", "-f", august))).Output, StringComparison.Ordinal);
        Assert.Contains("is held by rollout july", (await Succeeded(fleet.CliAsync("why", "rollout/august"))).Output, StringComparison.Ordinal);

        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "2m"));
        await Succeeded(fleet.CliAsync("wait", "rollout/august", "--for", "phase=Succeeded", "--timeout", "3m"));
    }

    [Fact]
    public async Task A_plan_that_is_kept_is_started_as_it_was_seen_or_not_at_all()
    {
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "2x2", "--simulate-delay", "1s"]);
        await SeenAsync(fleet, 4);
        var file = await WriteAsync("name: all, maxConcurrency: 4");
        Assert.Contains("Planned", (await Succeeded(fleet.CliAsync("rollout", "plan", "--save", "-f", file))).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await fleet.CliAsync("rollout", "start", "-f", file)).Code);
        Assert.Equal(2, (await fleet.CliAsync("rollout", "start")).Code);
        var diff = (await Succeeded(fleet.CliAsync("rollout", "plan", "--diff", "-f", file))).Output;
        Assert.Contains("downtime  each registry's Quay is scaled to 0 while its migration runs", diff, StringComparison.Ordinal);
        Assert.Matches(@"registry/sim-1/\S+\n", diff);
        Assert.Matches(@"~ Deployment \S+-quay-app \(quay\)\n", diff);
        Assert.Matches(@"as 3\.7\.11: \d+ of \d+ objects differ", diff);
        Assert.Equal(1, (await fleet.CliAsync("rollout", "pause", "july")).Code);
        Assert.Contains("begins with `quayfleet rollout start july`", (await Succeeded(fleet.CliAsync("why", "rollout/july"))).Output, StringComparison.Ordinal);

        await Succeeded(fleet.CliAsync("cluster", "mode", "sim-2", "observe"));
        var drifted = await fleet.CliAsync("rollout", "start", "july");
        Assert.Equal(1, drifted.Code);
        Assert.Contains("was in stage all, and is left out: its cluster is in mode observe", drifted.Error, StringComparison.Ordinal);
        Assert.Equal("Planned", (string?)(await RolloutAsync(fleet))["phase"]);

        var left = (await Succeeded(fleet.CliAsync("rollout", "plan", "--save", "-f", file))).Output;
        Assert.Contains("in mode observe", left, StringComparison.Ordinal);
        await Succeeded(fleet.CliAsync("rollout", "start", "july"));
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "3m"));
        Assert.Equal(2, (await RolloutAsync(fleet))["units"]!.AsArray().Count);
        Assert.Contains("has started already", (await fleet.CliAsync("rollout", "start", "july")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_brings_everything_back_the_last_stage_first_once_the_catalog_says_that_it_can()
    {
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "2x2", "--simulate-delay", "1s"]);
        await SeenAsync(fleet, 4);
        await Succeeded(fleet.CliAsync("rollout", "start", "-f", await WriteAsync("name: canary, selector: {matchLabels: {ring: canary}}, maxConcurrency: 2, before: [preflight]", "name: rest, maxConcurrency: 2, before: [{preflight: {certificate: 1d}}]")));
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "3m"));
        var refused = await fleet.CliAsync("rollout", "rollback", "july");
        Assert.Equal(1, refused.Code);
        Assert.Contains("the catalog tells no schemaRevision", refused.Error, StringComparison.Ordinal);

        var catalog = Path.Combine(_data, "schemas.yaml");
        await File.WriteAllTextAsync(
            catalog, "apiVersion: quay-fleet/v1\nkind: ReleaseCatalog\nreleases:\n- {version: 3.7.10, schemaRevision: 3f1e2a7b}\n- {version: 3.7.11, schemaRevision: 3f1e2a7b}\n", Ct);
        await Succeeded(fleet.CliAsync("catalog", "import", catalog));
        await Wait.UntilAsync(async () => (await fleet.CliAsync("rollout", "rollback", "july")).Code == 0, "the catalog is known everywhere");
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=RolledBack", "--timeout", "3m"));

        var history = (await Succeeded(fleet.CliAsync("rollout", "history", "july"))).Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 3).ToList();
        var back = history.SkipWhile(words => words[2] != "rollbackBegan").ToList();
        Assert.Equal(4, back.Count(words => words[2] == "claimed"));
        Assert.Equal(["rest", "canary"], back.Where(words => words[2] == "stageEnded").Select(words => words[3]));
        var registries = JsonNode.Parse((await fleet.CliAsync("get", "registries", "-o", "json")).Output)!["items"]!.AsArray();
        Assert.All(registries, registry => Assert.Equal("3.7.10", (string?)registry!["currentVersion"]));
    }

    [Fact]
    public async Task Gates_that_ask_hold_a_stage_up_with_words_until_nothing_is_in_the_way()
    {
        await using var prometheus = new PrometheusServer();
        await prometheus.InitializeAsync();
        await prometheus.ScrapeAsync("127.0.0.1:1");
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "1x1", "--simulate-delay", "1s"]);
        await SeenAsync(fleet, 1);
        Assert.Equal(2, (await fleet.CliAsync("cluster", "services", "sim-1", "--prometheus", "ftp://somewhere")).Code);
        await Succeeded(fleet.CliAsync("rollout", "start", "-f", await WriteAsync("name: all, before: [{alerts: {query: 'up{job=\"quay\"} == 0'}}], after: [smoke]")));
        await Wait.UntilAsync(
            async () => (await fleet.CliAsync("why", "rollout/july")).Output.Contains("cluster sim-1 names no Prometheus", StringComparison.Ordinal), "what is not known holds");
        await Succeeded(fleet.CliAsync("cluster", "services", "sim-1", "--prometheus", prometheus.Address));
        await Wait.UntilAsync(
            async () => (await fleet.CliAsync("why", "rollout/july")).Output is var why && why.Contains("has 1 sample: {", StringComparison.Ordinal) && why.Contains("asked again", StringComparison.Ordinal),
            "the alert holds");
        await prometheus.ScrapeAsync();
        await Succeeded(fleet.CliAsync("cluster", "services", "sim-1", "--prometheus", prometheus.Address, "--smoke-secret", "nowhere/smoke"));
        await Wait.UntilAsync(
            async () => (await fleet.CliAsync("why", "rollout/july")).Output.Contains("Secret nowhere/smoke of its cluster cannot be read", StringComparison.Ordinal), "it was upgraded, and is tested");
        Assert.Contains("gate 1 before it is open", (await fleet.CliAsync("rollout", "history", "july")).Output, StringComparison.Ordinal);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<string> CliNamesAsync(FleetProcess fleet, string cluster) =>
        string.Join(", ", (await fleet.CliAsync("get", "registries", "--cluster", cluster, "-o", "name")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => name["registry/".Length..]));

    private static Task SeenAsync(FleetProcess fleet, int count) => Wait.UntilAsync(
        async () => JsonNode.Parse((await fleet.CliAsync("get", "registries", "-o", "json")).Output)!["items"]!.AsArray().Count(item => (string?)item!["freshness"] == "live" && (string?)item["currentVersion"] == "3.7.10") >= count,
        "all registries are seen");

    private static async Task<JsonNode> RolloutAsync(FleetProcess fleet) => JsonNode.Parse((await Succeeded(fleet.CliAsync("rollout", "status", "july", "-o", "json"))).Output)!;

    private async Task<string> WriteAsync(params string[] stages)
    {
        var file = Path.Combine(_data, "july.yaml");
        await File.WriteAllTextAsync(
            file,
            "apiVersion: fleet/v1\nkind: Rollout\nmetadata: {name: july}\nspec:\n  target: {version: 3.7.11}\n  strategy:\n    stages:\n" + string.Concat(stages.Select(stage => $"    - {{{stage}}}\n")),
            Ct);
        return file;
    }

    private static async Task<Ended> Succeeded(Task<Ended> running)
    {
        var ended = await running;
        Assert.True(ended.Code == 0, ended.ToString());
        return ended;
    }
}
