using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>A fleet that outgrew its embedded store.</summary>
public sealed class StoreMigrationTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _data = FleetProcess.NewFolder();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_server_on_the_moved_store_has_its_clusters_tokens_catalog_rollouts_and_an_unbroken_audit()
    {
        string token, before;
        await using (var embedded = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "1x2", "--simulate-delay", "1s"]))
        {
            await Wait.UntilAsync(async () => JsonNode.Parse((await embedded.CliAsync("get", "registries", "-o", "json")).Output)!["items"]!.AsArray().Count(item => (string?)item!["freshness"] == "live") == 2, "the registries are live");
            token = (await SucceededAsync(embedded, "token", "create", "robot", "--role", "viewer", "--expires", "30d")).Trim().Split('\n')[^1].Trim();
            var rollout = Path.Combine(_data, "july.yaml");
            await File.WriteAllTextAsync(
                rollout,
                "apiVersion: fleet/v1\nkind: Rollout\nmetadata: {name: july}\nspec:\n  target: {version: 3.7.11}\n  strategy:\n    stages:\n    - {name: all, maxConcurrency: 2}\n",
                Ct);
            await SucceededAsync(embedded, "rollout", "start", "-f", rollout);
            await SucceededAsync(embedded, "wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "2m");
            await SucceededAsync(embedded, "catalog", "approval", "stable-3.7", "Manual");
            before = await PictureAsync(embedded);
            Assert.Equal(0, await embedded.TerminateAsync());
        }

        var database = await postgres.CreateDatabaseAsync("moved");
        var moved = await Programs.RunAsync("Fleet.Silo", "Fleet.Silo", ["--data", _data, "--migrate-store"], [new("QUAYFLEET_POSTGRES", database)]);
        Assert.True(moved.Code == 0, moved.ToString());

        await using var server = await FleetProcess.StartAsync(_data, postgres: database);
        await Wait.UntilAsync(async () => (await server.CliAsync("get", "registries", "-o", "name")).Output.Count(character => character == '\n') == 2, "the registries are known");
        Assert.Equal(before, await PictureAsync(server));
        // What was acknowledged goes on being written down: the chain has no gap where it moved.
        await SucceededAsync(server, "catalog", "approval", "stable-3.7", "Automatic");
        var audit = Path.Combine(_data, "audit.jsonl");
        await File.WriteAllTextAsync(audit, await SucceededAsync(server, "audit", "export"), Ct);
        Assert.Contains("july", await File.ReadAllTextAsync(audit, Ct), StringComparison.Ordinal);
        await SucceededAsync(server, "audit", "verify", audit);
        var robot = Path.Combine(_data, "robot.token");
        await File.WriteAllTextAsync(robot, token, Ct);
        var asked = await Programs.RunAsync("Fleet.Cli", "quayfleet", ["--server", server.Url, "--token-file", robot, "whoami"]);
        Assert.True(asked.Code == 0 && asked.Output.Contains("robot", StringComparison.Ordinal), asked.ToString());
    }

    /// <summary>What a move must not change.</summary>
    private static async Task<string> PictureAsync(FleetProcess fleet) => string.Join(
        '\n',
        await SucceededAsync(fleet, "get", "clusters", "-o", "name"),
        await SucceededAsync(fleet, "get", "registries", "-o", "name"),
        await SucceededAsync(fleet, "get", "channels"),
        await SucceededAsync(fleet, "get", "rollouts"),
        await SucceededAsync(fleet, "rollout", "history", "july"),
        await SucceededAsync(fleet, "token", "list"));

    private static async Task<string> SucceededAsync(FleetProcess fleet, params string[] arguments)
    {
        var ended = await fleet.CliAsync(arguments);
        Assert.True(ended.Code == 0, $"{string.Join(' ', arguments)}: {ended}");
        return ended.Output;
    }
}
