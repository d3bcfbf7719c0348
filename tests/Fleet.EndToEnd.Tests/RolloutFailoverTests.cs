using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>A rollout over simulated clusters, run by two servers on a real PostgreSQL.</summary>
[Collection("one fleet at a time")]
public sealed class RolloutFailoverTests(PostgresServer postgres, ITestOutputHelper output) : IDisposable
{
    private const int Clusters = 12;
    private readonly string _data = FleetProcess.NewFolder();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task When_the_silo_that_runs_a_rollout_is_killed_the_other_one_ends_it_and_makes_no_attempt_again()
    {
        using var simulator = Programs.Start("Fleet.Simulator", "Fleet.Simulator", ["--clusters", $"{Clusters}x1", "--well", "--delay", "2s", "--kubeconfigs", _data]);
        FleetProcess? first = null, second = null;
        try
        {
            Assert.NotNull(await simulator.StandardOutput.ReadLineAsync(Ct));
            var database = await postgres.CreateDatabaseAsync("rollout");
            first = await FleetProcess.StartAsync(_data, postgres: database);
            second = await FleetProcess.StartAsync(_data, postgres: database);
            foreach (var number in Enumerable.Range(1, Clusters))
                await Succeeded(first.CliAsync("cluster", "add", $"sim-{number}", "--kubeconfig", Path.Combine(_data, $"sim-{number}.kubeconfig"), "--mode", "reconcile", "--label", $"ring={(number < 5 ? "canary" : "prod")}"));
            await Wait.UntilAsync(async () => await CountAsync(first, "3.7.10") == Clusters, "all registries are seen");
            await Succeeded(first.CliAsync("rollout", "start", "-f", await WriteAsync()));
            await Wait.UntilAsync(async () => Done(await RolloutAsync(first)) is >= 5 and < Clusters, "it is in the middle");

            var runner = first.Log.Contains("Rollout july to 3.7.11 started", StringComparison.Ordinal) ? first : second;
            Assert.Contains("Rollout july to 3.7.11 started", runner.Log, StringComparison.Ordinal);
            var other = runner == first ? second : first;
            await runner.KillAsync();
            var killed = TimeProvider.System.GetTimestamp();
            var before = Done(await EventuallyAsync(other));
            await Wait.UntilAsync(async () => Done(await EventuallyAsync(other)) > before && await CountAsync(other, null) == Clusters, "it goes on, and every registry is live again");
            output.WriteLine($"killed with {before} of {Clusters} done; it had gone on, with every registry live, after {TimeProvider.System.GetElapsedTime(killed).TotalSeconds:0.0} s");
            await Succeeded(other.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "2m"));

            var history = JsonNode.Parse(await HistoryAsync(other))!["items"]!.AsArray();
            var claims = history.Where(entry => (string?)entry!["kind"] == "claimed").Select(entry => $"{entry!["subject"]} {entry["message"]}").ToList();
            Assert.Equal(Clusters, claims.Count);
            Assert.Equal(Clusters, claims.Distinct().Count());
            Assert.All(claims, claim => Assert.EndsWith("attempt 1", claim, StringComparison.Ordinal));
            Assert.Equal(Clusters, await CountAsync(other, "3.7.11"));
        }
        finally
        {
            if (first is not null) await first.DisposeAsync();
            if (second is not null) await second.DisposeAsync();
            if (!simulator.HasExited) simulator.Kill(entireProcessTree: true);
            await simulator.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static int Done(JsonNode rollout) => rollout["stages"]!.AsArray().Sum(stage => (int)stage!["succeeded"]!);

    private static async Task<JsonNode> RolloutAsync(FleetProcess fleet) => JsonNode.Parse((await Succeeded(fleet.CliAsync("rollout", "status", "july", "-o", "json"))).Output)!;

    /// <summary>The grain is nowhere until its silo is declared dead.</summary>
    private static async Task<JsonNode> EventuallyAsync(FleetProcess fleet)
    {
        Ended? answer = null;
        await Wait.UntilAsync(async () => (answer = await fleet.CliAsync("rollout", "status", "july", "-o", "json")).Code == 0, "the rollout is somewhere again");
        return JsonNode.Parse(answer!.Output)!;
    }

    /// <param name="version">What they run; null for anything.</param>
    private static async Task<int> CountAsync(FleetProcess fleet, string? version)
    {
        var answer = await fleet.CliAsync("get", "registries", "-o", "json");
        return answer.Code != 0
            ? 0
            : JsonNode.Parse(answer.Output)!["items"]!.AsArray().Count(item => (string?)item!["freshness"] == "live" && (version is null || (string?)item["currentVersion"] == version));
    }

    private async Task<string> HistoryAsync(FleetProcess fleet)
    {
        using var client = new HttpClient { BaseAddress = new Uri(fleet.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(Path.Combine(_data, "admin.token"), Ct)).Trim());
        return await client.GetStringAsync(new Uri("/api/v1/rollouts/july/history", UriKind.Relative), Ct);
    }

    private async Task<string> WriteAsync()
    {
        var file = Path.Combine(_data, "july.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            apiVersion: fleet/v1
            kind: Rollout
            metadata: {name: july}
            spec:
              target: {version: 3.7.11}
              strategy:
                stages:
                - {name: canary, selector: {matchLabels: {ring: canary}}, maxConcurrency: 2, failureBudget: 1}
                - {name: rest, maxConcurrency: 2, failureBudget: 1}
            """,
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
