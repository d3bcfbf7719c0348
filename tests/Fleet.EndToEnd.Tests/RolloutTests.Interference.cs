using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>What others do to a fleet while a rollout is under way.</summary>
public sealed partial class RolloutTests
{
    [Fact]
    public async Task Registries_that_share_a_database_go_together_and_one_that_comes_into_the_fleet_joins()
    {
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "1x1", "--simulate-delay", "0s"]);
        await SeenAsync(fleet, 1);
        var ns = (string)JsonNode.Parse((await fleet.CliAsync("get", "registries", "-o", "json")).Output)!["items"]![0]!["namespace"]!;
        await CreateAsync(fleet, ns, "twin-a", "labels: {quay-fleet/replica-set: twins}");
        await CreateAsync(fleet, ns, "twin-b", "labels: {quay-fleet/replica-set: twins}");
        await SeenAsync(fleet, 3);
        var file = await WriteAsync("name: all, maxConcurrency: 2, after: [approval]");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Ct)).Replace("strategy:\n", "strategy:\n    newMembers: append\n", StringComparison.Ordinal), Ct);
        await Succeeded(fleet.CliAsync("rollout", "start", "-f", file));
        await Wait.UntilAsync(async () => (await StageAsync(fleet)) is (2, 2), "the twins and the other one to be upgraded");

        await CreateAsync(fleet, ns, "late", "labels: {}");
        await Wait.UntilAsync(async () => (await StageAsync(fleet)) is (3, 3), "the one that came later to be upgraded as well");
        await Succeeded(fleet.CliAsync("rollout", "approve", "july"));
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "1m"));

        var history = (await Succeeded(fleet.CliAsync("rollout", "history", "july"))).Output;
        Assert.Contains($"sim-1/{ns}/late in stage all", history, StringComparison.Ordinal);
        Assert.DoesNotContain($"sim-1/{ns}/twin-b", history, StringComparison.Ordinal);
        var twins = Assert.Single((await RolloutAsync(fleet))["units"]!.AsArray(), unit => unit!["others"] is not null)!;
        Assert.Equal(($"sim-1/{ns}/twin-a", $"sim-1/{ns}/twin-b"), ((string)twins["registry"]!, (string)twins["others"]![0]!));
        var registries = JsonNode.Parse((await fleet.CliAsync("get", "registries", "-o", "json")).Output)!["items"]!.AsArray();
        Assert.Equal([.. Enumerable.Repeat("3.7.11", 4)], registries.Select(registry => (string?)registry!["currentVersion"]));
    }

    [Fact]
    public async Task After_a_restore_of_its_database_a_rollout_is_paused_says_what_it_found_and_goes_on_when_told_to()
    {
        string[] simulation = ["--simulate", "1x2", "--simulate-delay", "0s"];
        var fleet = await FleetProcess.StartAsync(_data, arguments: simulation);
        try
        {
            await SeenAsync(fleet, 2);
            await Succeeded(fleet.CliAsync("rollout", "start", "-f", await WriteAsync("name: all, maxConcurrency: 2, before: [approval]")));
            await fleet.TerminateAsync();
            await fleet.DisposeAsync();
            var backup = Path.Combine(_data, "backup");
            Directory.CreateDirectory(backup);
            var store = Directory.GetFiles(_data, "*.db*");
            Assert.NotEmpty(store);
            foreach (var part in store) File.Copy(part, Path.Combine(backup, Path.GetFileName(part)));

            fleet = await FleetProcess.StartAsync(_data, arguments: simulation);
            await Succeeded(fleet.CliAsync("rollout", "approve", "july"));
            await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "1m"));
            await fleet.TerminateAsync();
            await fleet.DisposeAsync();
            foreach (var part in Directory.GetFiles(_data, "*.db*")) File.Delete(part);
            foreach (var part in Directory.GetFiles(backup)) File.Copy(part, Path.Combine(_data, Path.GetFileName(part)));

            fleet = await FleetProcess.StartAsync(_data, arguments: simulation);
            // Whoever approves before the clusters have shown what they carry changes nothing about it.
            await Succeeded(fleet.CliAsync("rollout", "approve", "july"));
            await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Paused", "--timeout", "1m"));
            Assert.Contains("older than the fleet, as after a database was restored", (await Succeeded(fleet.CliAsync("why", "rollout/july"))).Output, StringComparison.Ordinal);
            Assert.Contains("it was restored", (await Succeeded(fleet.CliAsync("why", "cluster/sim-1"))).Output, StringComparison.Ordinal);
            await Succeeded(fleet.CliAsync("cluster", "take-over", "sim-1"));
            await Succeeded(fleet.CliAsync("rollout", "resume", "july"));
            await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "1m"));
            Assert.All((await RolloutAsync(fleet))["units"]!.AsArray(), unit => Assert.Equal(2, (int)unit!["attempt"]!));
        }
        finally
        {
            await fleet.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_cluster_that_is_removed_is_skipped_and_holds_up_nobody()
    {
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "2x1", "--simulate-delay", "0s"]);
        await SeenAsync(fleet, 2);
        await Succeeded(fleet.CliAsync("rollout", "start", "-f", await WriteAsync("name: canary, selector: {matchLabels: {ring: canary}}, after: [approval]", "name: rest")));
        await Succeeded(fleet.CliAsync("cluster", "remove", "sim-2", "--finalizers", "release", "--yes"));
        await Wait.UntilAsync(async () => (await fleet.CliAsync("rollout", "approve", "july")).Code == 0, "it is approved");
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "1m"));
        Assert.Equal(["", "it vanished"], (await RolloutAsync(fleet))["units"]!.AsArray().Select(unit => (string)unit!["why"]!));
    }

    [Fact]
    public async Task What_is_paused_takes_no_slot_and_follows_when_it_is_resumed_without_looking_now_and_then()
    {
        KeyValuePair<string, string>[] seldom = [new("Rollouts__SafetyTick", "01:00:00"), new("Rollouts__Backstop", "01:00:00")];
        await using var fleet = await FleetProcess.StartAsync(_data, seldom, arguments: ["--simulate", "2x2", "--simulate-delay", "0s"]);
        await SeenAsync(fleet, 4);
        var paused = (await fleet.CliAsync("get", "registries", "--cluster", "sim-1", "-o", "name")).Output.Split('\n')[0];
        await Succeeded(fleet.CliAsync("registry", "pause", paused));
        await Succeeded(fleet.CliAsync("cluster", "pause", "sim-2"));
        await Wait.UntilAsync(async () => (await fleet.CliAsync("get", "registries", "-o", "json")).Output.Split("\"paused\",").Length > 3, "all of them say that they are paused");
        await Succeeded(fleet.CliAsync("rollout", "start", "-f", await WriteAsync("name: all, progressDeadline: 30s")));
        await Wait.UntilAsync(async () => (await StageAsync(fleet)) is (4, 1), "the one that is not paused to be upgraded");
        Assert.Contains("and 2 more are not claimed: Paused", (await Succeeded(fleet.CliAsync("why", "rollout/july"))).Output, StringComparison.Ordinal);

        await Succeeded(fleet.CliAsync("cluster", "resume", "sim-2"));
        await Wait.UntilAsync(async () => (await StageAsync(fleet)) is (4, 3), "those of the cluster that is resumed to be upgraded");
        await Succeeded(fleet.CliAsync("registry", "resume", paused));
        await Succeeded(fleet.CliAsync("wait", "rollout/july", "--for", "phase=Succeeded", "--timeout", "1m"));
    }

    private async Task CreateAsync(FleetProcess fleet, string ns, string name, string labels)
    {
        var file = Path.Combine(_data, $"{name}.yaml");
        await File.WriteAllTextAsync(
            file,
            $"apiVersion: quay.redhat.com/v1\nkind: QuayRegistry\nmetadata:\n  name: {name}\n  namespace: {ns}\n  {labels}\n  annotations: {{quay-fleet/target-version: 3.7.10}}\n",
            Ct);
        await Succeeded(fleet.CliAsync("registry", "create", "sim-1", "-f", file));
    }

    /// <summary>How many units the first stage has, and how many have succeeded.</summary>
    private static async Task<(int Units, int Succeeded)> StageAsync(FleetProcess fleet) =>
        (await RolloutAsync(fleet))["stages"]![0]! is var stage ? ((int)stage["units"]!, (int)stage["succeeded"]!) : default;
}
