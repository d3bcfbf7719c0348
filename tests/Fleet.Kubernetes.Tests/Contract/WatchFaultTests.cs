using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Watching;
using Fleet.Simulator.Faults;
using Fleet.Testing;
using Xunit;

#pragma warning disable RS0030 // a seeded generator, whose seed is printed

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>The fleet's own watches while the simulator does what no real server does on demand. In the end the picture is right.</summary>
[Collection(SimulatedKubernetes.Collection)]
public sealed class WatchFaultTests(SimulatedKubernetes server, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly HashSet<(string Plural, string Name)> _there = [];
    private string _ns = "";
    private WatchTarget _maps = null!;
    private WatchTarget _services = null!;

    private static bool IsSoak => Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1";

    /// <summary>A watch that says nothing, and an answer that does not come, are given up within the test.</summary>
    private static WatchOptions Impatient => Watched.Quick with { IdleLimit = TimeSpan.FromSeconds(2), OpenTimeout = TimeSpan.FromSeconds(1) };

    public async ValueTask InitializeAsync()
    {
        _ns = await server.CreateNamespaceAsync("faults");
        _maps = new WatchTarget(ResourceKind.ConfigMap, _ns, null, metadataOnly: false);
        _services = new WatchTarget(ResourceKind.Service, _ns, null, metadataOnly: true);
    }

    public ValueTask DisposeAsync()
    {
        server.Faults.Clear();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<Fault> Faults =>
    [
        new Fault.Latency(TimeSpan.FromMilliseconds(300)), new Fault.TooManyRequests(), new Fault.ServerError(500), new Fault.ServerError(503), new Fault.Expired(), new Fault.Cut(), new Fault.Silence(),
    ];

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_list_and_a_watch_that_fail_are_made_good_when_the_fault_is_over(Fault fault)
    {
        await using var api = server.Connect(options: ContractConnections.Options with { RequestTimeout = TimeSpan.FromSeconds(2) });
        await WriteAsync("configmaps", "before");
        server.Faults.Order(fault, new FaultTarget("GET", "configmaps", Times: 3));
        await using var watched = new Watched(api, Impatient, _maps);
        await WriteAsync("configmaps", "meanwhile");
        await watched.NamesAsync("before", "meanwhile");
        // A watch that is open is lost with the cluster, and then meets the fault.
        server.Faults.Lose();
        await watched.ConditionAsync(_maps, TargetCondition.Unreachable);
        server.Faults.Clear();
        server.Faults.Order(fault, new FaultTarget("GET", "configmaps", Times: 2));
        await server.Admin.DeleteAsync(Path("configmaps", "before"));
        await watched.NamesAsync("meanwhile");
        await watched.ConditionAsync(_maps, TargetCondition.Live);
    }

    [Fact]
    public async Task A_list_from_a_cache_that_hangs_is_caught_up_with()
    {
        await using var api = server.Connect();
        await WriteAsync("configmaps", "old");
        server.Faults.Order(new Fault.Stale(), new FaultTarget("GET", "configmaps"));
        // The fault shows from now on what is there now.
        await server.Admin.GetAsync(Path("configmaps", "old"));
        await WriteAsync("configmaps", "new");
        await server.Admin.DeleteAsync(Path("configmaps", "old"));
        await using var watched = new Watched(api, Impatient, _maps);
        await watched.NamesAsync("old");
        server.Faults.Clear();
        await watched.NamesAsync("new");
    }

    [Fact]
    public async Task Events_of_one_kind_that_come_after_later_ones_of_another_change_nothing()
    {
        var random = Seeded();
        await using var api = server.Connect();
        await using var watched = new Watched(api, Impatient, _maps, _services);
        await watched.ConditionAsync(_services, TargetCondition.Live);
        server.Faults.DrawFrom(random.NextDouble);
        server.Faults.OrderEvents(delay: 0.5);
        for (var i = 0; i < 60; i++) await DisturbAsync(random);
        await TrueAsync(watched);
    }

    [Fact]
    public async Task An_event_of_which_half_came_is_told_again()
    {
        var random = Seeded();
        await using var api = server.Connect();
        await using var watched = new Watched(api, Impatient, _maps, _services);
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        await watched.ConditionAsync(_services, TargetCondition.Live);
        server.Faults.DrawFrom(random.NextDouble);
        server.Faults.OrderEvents(cut: 0.3);
        for (var i = 0; i < 30; i++) await DisturbAsync(random);
        await Wait.UntilAsync(() => server.Faults.EventsDecided >= 20, "connections to be cut");
        server.Faults.Clear();
        await TrueAsync(watched);
    }

    [Fact]
    public async Task Events_that_were_never_told_are_made_good_by_the_next_list()
    {
        var random = Seeded();
        await using var api = server.Connect();
        await using var watched = new Watched(api, Impatient, _maps, _services);
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        await watched.ConditionAsync(_services, TargetCondition.Live);
        server.Faults.DrawFrom(random.NextDouble);
        server.Faults.OrderEvents(drop: 0.4);
        for (var i = 0; i < 60; i++) await DisturbAsync(random);
        await Wait.UntilAsync(() => server.Faults.EventsDecided >= 20, "events to be dropped");
        server.Faults.Lose();
        await watched.ConditionAsync(_maps, TargetCondition.Unreachable);
        await watched.ConditionAsync(_services, TargetCondition.Unreachable);
        server.Faults.Clear();
        // Resumed after the newest event that was told, a watch would never learn of those before it.
        foreach (var plural in (string[])["configmaps", "services"]) server.Faults.Order(new Fault.Expired(), new FaultTarget("GET", plural, Times: 1));
        await Wait.UntilAsync(() => watched.Health(_maps).Condition == TargetCondition.Live && watched.Health(_services).Condition == TargetCondition.Live, "both to be live again");
        await TrueAsync(watched);
    }

    [Fact]
    public async Task Whatever_goes_wrong_meanwhile_the_picture_is_right_in_the_end()
    {
        for (var round = 0; round < (IsSoak ? 50 : 3); round++)
        {
            var random = Seeded();
            await using var api = server.Connect(options: ContractConnections.Options with { RequestTimeout = TimeSpan.FromSeconds(2), PageSize = random.Next(1, 5) });
            await using var watched = new Watched(api, Impatient, _maps, _services);
            server.Faults.DrawFrom(random.NextDouble);
            for (var i = 0; i < 40; i++)
            {
                await GoWrongAsync(random);
                for (var writes = random.Next(4); writes > 0; writes--) await DisturbAsync(random);
            }
            server.Faults.Clear();
            await TrueAsync(watched);
        }
    }

    private async Task GoWrongAsync(Random random)
    {
        var share = new FaultTarget("GET", random.Next(2) == 0 ? "configmaps" : "services", Share: 0.5);
        switch (random.Next(10))
        {
            case 0:
                server.Faults.Order(new Fault.Latency(TimeSpan.FromMilliseconds(100)), share);
                break;
            case 1:
                server.Faults.Order(new Fault.TooManyRequests(), share);
                break;
            case 2:
                server.Faults.Order(new Fault.ServerError(500 + random.Next(5)), share);
                break;
            case 3:
                server.Faults.Order(new Fault.Expired(), share);
                break;
            case 4:
                server.Faults.Order(new Fault.Cut(), share);
                break;
            case 5:
                server.Faults.Order(new Fault.Silence(), share);
                break;
            case 6:
                server.Faults.OrderEvents(delay: 0.3, cut: 0.2);
                break;
            case 7:
                await server.CompactAsync();
                break;
            case 8:
                server.Faults.Lose();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50)), TimeProvider.System, TestContext.Current.CancellationToken);
                server.Faults.Clear();
                break;
            default:
                server.Faults.Clear();
                break;
        }
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>Creates, changes or deletes one of a few objects.</summary>
    private async Task DisturbAsync(Random random)
    {
        var (plural, name) = (random.Next(2) == 0 ? "configmaps" : "services", $"o{random.Next(6)}");
        // Not asked for: reading meets the faults.
        if (_there.Add((plural, name))) await WriteAsync(plural, name);
        else if (random.Next(3) == 0 && _there.Remove((plural, name))) await server.Admin.DeleteAsync(Path(plural, name));
        else await server.Admin.MergeAsync(Path(plural, name), new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["n"] = $"{random.Next(1000)}" } } });
    }

    private Task WriteAsync(string plural, string name)
    {
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
        if (plural == "services") body["spec"] = JsonNode.Parse("""{"ports":[{"port":80}]}""");
        return server.Admin.CreateAsync($"api/v1/namespaces/{_ns}/{plural}", body);
    }

    private string Path(string plural, string name) => $"api/v1/namespaces/{_ns}/{plural}/{name}";

    /// <summary>Waits until the picture has exactly the objects there are, each in its newest version.</summary>
    private async Task TrueAsync(Watched watched)
    {
        var there = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var plural in (string[])["configmaps", "services"])
            foreach (var item in (await server.Admin.GetAsync($"api/v1/namespaces/{_ns}/{plural}"))["items"]!.AsArray())
                there.Add($"{plural}/{item!["metadata"]!["name"]} {item["metadata"]!["resourceVersion"]}");
        await Wait.UntilAsync(
            () => there.SetEquals(watched.Picture.Select(entry => $"{(entry.Key.Kind == ResourceKind.ConfigMap ? "configmaps" : "services")}/{entry.Key.Name} {entry.Value.ResourceVersion}")),
            $"the picture to be {string.Join(", ", there)}");
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        await watched.ConditionAsync(_services, TargetCondition.Live);
    }

    private Random Seeded()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
