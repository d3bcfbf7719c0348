using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Fleet.Domain.Clusters;
using Fleet.Grains.Clusters;
using Fleet.Grains.Index;
using Fleet.Silo.Storage;
using Fleet.Simulator;
using Fleet.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Grains.Tests;

#pragma warning disable RS0030 // Random: its seed is printed

/// <summary>Clusters come and go; what is left of them is looked for everywhere.</summary>
[Collection("one fleet at a time")]
public sealed class RemovalTests(ITestOutputHelper output) : IDisposable
{
    private static readonly bool IsSoak = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1";
    private static readonly (int Clusters, int Registries, int Rounds) Size = IsSoak ? (100, 2, 20) : (4, 2, 3);

    private readonly string _folder = FleetServer.NewFolder();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Clusters_that_are_added_and_removed_again_and_again_leave_nothing_behind()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var simulated = await SimulatedFleet.StartAsync(
            // The clusters share the process whose memory is looked at: what they remember is full after the first rounds.
            new SimulatedFleetOptions(Size.Clusters, Size.Registries) { Delay = TimeSpan.Zero, Trouble = false, HistoryLength = 20 }, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        await using var server = await FleetServer.StartAsync(_folder);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_folder, "admin.token"), Cancellation)).Trim());
        await Wait.UntilAsync(async () => (await client.GetAsync("readyz", Cancellation)).IsSuccessStatusCode, "the gateway is ready");

        long early = 0;
        for (var round = 1; round <= Size.Rounds; round++)
        {
            await Parallel.ForEachAsync(simulated.Clusters, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (member, _) =>
            {
                using var added = await client.PostAsJsonAsync("api/v1/clusters", new { name = member.Name, kubeconfig = member.Kubeconfig, mode = "reconcile" }, Cancellation);
                added.EnsureSuccessStatusCode();
            });
            // Some rounds are undone while everything is still on its way, the last one never.
            var isHasty = round < Size.Rounds && random.Next(2) == 0;
            if (!isHasty) await Wait.UntilAsync(async () => (int)(await TotalsAsync(client))["byFreshness"]!["live"]! == Size.Clusters * Size.Registries, "every registry is live");
            else await Task.Delay(random.Next(1500), Cancellation);
            await Parallel.ForEachAsync(simulated.Clusters, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (member, _) =>
            {
                using var removed = await client.DeleteAsync($"api/v1/clusters/{member.Name}", Cancellation);
                removed.EnsureSuccessStatusCode();
            });
            string[] left = [];
            try
            {
                await Wait.UntilAsync(async () => (left = await LeftAsync(server, client, simulated)).Length == 0, "nothing is left");
            }
            catch (Exception e) when (left.Length > 0)
            {
                throw new InvalidOperationException($"seed {seed}, round {round}{(isHasty ? ", hasty" : "")}: {string.Join("; ", left)}", e);
            }
            var memory = GC.GetTotalMemory(forceFullCollection: true);
            output.WriteLine($"round {round}: {memory >> 10} KiB");
            if (round == Math.Max(1, Size.Rounds / 4)) early = memory;
            // Other tests run in this process, so only the long run, where that is little, can tell.
            else if (IsSoak && round == Size.Rounds) Assert.True(memory < early * 1.25, $"memory grew from {early} to {memory} bytes");
        }
    }

    private static async Task<JsonNode> TotalsAsync(HttpClient client) => (await client.GetFromJsonAsync<JsonNode>("api/v1/fleet", Cancellation))!["registries"]!;

    /// <summary>What still knows a cluster: gateway, index, store, sessions and activations.</summary>
    private static async Task<string[]> LeftAsync(FleetServer server, HttpClient client, SimulatedFleet simulated)
    {
        var left = new List<string>();
        var fleet = (await client.GetFromJsonAsync<JsonNode>("api/v1/fleet", Cancellation))!;
        foreach (var noun in (string[])["clusters", "registries"])
            if ((int)fleet[noun]!["total"]! is > 0 and var shown) left.Add($"the gateway shows {shown} {noun}");

        var observer = new Deaf();
        var reference = server.Grains.CreateObjectReference<IFleetObserver>(observer);
        foreach (var shard in Enumerable.Range(0, FleetIndexShards.Count))
        {
            var index = server.Grains.GetGrain<IFleetIndexGrain>(shard);
            var snapshot = await index.Subscribe(reference);
            await index.Unsubscribe(reference);
            left.AddRange(snapshot.Clusters.Select(cluster => $"the index has cluster {cluster.Name}"));
            left.AddRange(snapshot.Registries.Select(registry => $"the index has registry {registry.Key}"));
        }

        var store = server.Services.GetRequiredService<EmbeddedStore>();
        left.AddRange(await store.ReadAsync(
            connection => connection.Query<string>("select 'the store has ' || type || ' ' || id from grain_state where id like '%sim-%' union all select 'the store lists ' || name from cluster").ToList(), Cancellation));

        var sessions = server.Services.GetRequiredService<ClusterSessions>();
        left.AddRange(simulated.Clusters.Where(member => sessions.TryGet(ClusterName.Parse(member.Name), out _)).Select(member => $"there is a session of {member.Name}"));

        // It would collect the index too, and what that held would be forgotten with it.
        if (left.Count > 0) return [.. left];
        // Late messages activate grains for a moment; those that nothing keeps go when they are idle.
        var management = server.Grains.GetGrain<IManagementGrain>(0);
        await management.ForceActivationCollection(TimeSpan.Zero);
        var activations = await management.GetDetailedGrainStatistics();
        left.AddRange(activations.Where(activation => activation.GrainId.Key.ToString()!.StartsWith("sim-", StringComparison.Ordinal)).Select(activation => $"active is {activation.GrainId}"));
        GC.KeepAlive(observer);
        return [.. left];
    }

    private sealed class Deaf : IFleetObserver
    {
        public Task OnDelta(FleetDelta delta) => Task.CompletedTask;
    }
}
