using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;
using Fleet.Kubernetes.Watching;
using Fleet.Testing;
using Xunit;
using static Fleet.Kubernetes.Tests.Contract.Results;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>Compaction, restarts, revoked tokens, and connections that are cut, slow or half-open.</summary>
public abstract class TroubleContractTests(IContractServer server) : IAsyncLifetime
{
    private readonly CuttingProxy _proxy = new(server.Port);
    private string _ns = "";
    private WatchTarget _maps = new(ResourceKind.ConfigMap, null, null, metadataOnly: false);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Path => $"api/v1/namespaces/{_ns}/configmaps";

    public async ValueTask InitializeAsync()
    {
        _ns = await server.CreateNamespaceAsync("trouble");
        _maps = new WatchTarget(ResourceKind.ConfigMap, _ns, "quay-operator/quayregistry", metadataOnly: false);
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    [Fact]
    public async Task After_a_compaction_vanished_objects_are_deleted_and_nothing_is_repeated()
    {
        await using var api = server.Connect(server.Via(_proxy));
        foreach (var name in new[] { "kept", "vanishing", "recreated" }) await CreateAsync(name);
        await using var watched = new Watched(api, null, _maps);
        await watched.NamesAsync("kept", "recreated", "vanishing");

        _proxy.Refuse();
        await DeleteAsync("vanishing");
        await DeleteAsync("recreated");
        await CreateAsync("recreated");
        await CreateAsync("new");
        await server.CompactAsync();
        await server.RestartAsync();
        _proxy.Restore();

        await watched.NamesAsync("kept", "new", "recreated");
        await Wait.UntilAsync(() => watched.Count<WatchChange.Deleted>() == 2, "both deletions are told");
        Assert.Single(watched.Changes.OfType<WatchChange.Upserted>(), change => change.Object.Key.Name == "kept");
        Assert.Equal(2, watched.Changes.OfType<WatchChange.Upserted>().Where(change => change.Object.Key.Name == "recreated").Select(change => change.Object.Uid).Distinct().Count());
        Assert.Equal(1, watched.Count<WatchChange.Synced>());
    }

    [Fact]
    public async Task A_list_whose_continue_token_is_compacted_starts_again()
    {
        await using var api = server.Connect(options: ContractConnections.Options with { PageSize = 1 });
        foreach (var name in new[] { "a", "b", "c" }) await CreateAsync(name);
        var first = await server.Admin.GetAsync($"{Path}?limit=1");
        await DeleteAsync("a");
        await server.CompactAsync();
        var next = Uri.EscapeDataString((string)first["metadata"]!["continue"]!);
        var expired = await api.SendAsync(new ApiRequest("list", HttpMethod.Get, $"{Path}?limit=1&continue={next}"), _ => (KubernetesResult<int>)new KubernetesResult<int>.Ok(1), Ct);
        Assert.IsType<KubernetesError.Expired>(expired.ErrorOrNull);
        Assert.Equal(["b", "c"], (await api.ListAsync(ResourceKind.ConfigMap, _ns, "quay-operator/quayregistry", Ct)).Value().Select(item => (string)item["metadata"]!["name"]!));
    }

    [Fact]
    public async Task A_cut_connection_is_resumed_without_a_new_list()
    {
        await using var api = server.Connect(server.Via(_proxy));
        await CreateAsync("a");
        await using var watched = new Watched(api, null, _maps);
        await watched.NamesAsync("a");
        for (var round = 1; round <= 3; round++)
        {
            _proxy.Cut();
            await CreateAsync($"b{round}");
            await Wait.UntilAsync(() => watched.Names.Contains($"b{round}"), "the watch resumed");
        }
        Assert.Single(watched.Changes.OfType<WatchChange.Upserted>(), change => change.Object.Key.Name == "a");
        Assert.Equal(1, watched.Count<WatchChange.Synced>());
    }

    [Fact]
    public async Task A_watch_on_a_half_open_connection_is_cut_and_resumed()
    {
        await using var api = server.Connect(server.Via(_proxy), ContractConnections.Options with { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) });
        await using var watched = new Watched(api, Watched.Quick with { OpenTimeout = TimeSpan.FromSeconds(2) }, _maps);
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        _proxy.Stall();
        await watched.ConditionAsync(_maps, TargetCondition.Unreachable);
        await CreateAsync("a");
        _proxy.Restore();
        await watched.NamesAsync("a");
        await watched.ConditionAsync(_maps, TargetCondition.Live);
    }

    [Fact]
    public async Task Silence_alone_is_enough_to_find_a_half_open_watch_and_a_quiet_one_stays_live()
    {
        // No pings: only the idle limit is left.
        await using var api = server.Connect(server.Via(_proxy), ContractConnections.Options with { KeepAlivePingDelay = Timeout.InfiniteTimeSpan });
        await using var watched = new Watched(api, Watched.Quick with { IdleLimit = TimeSpan.FromSeconds(1), OpenTimeout = TimeSpan.FromSeconds(1) }, _maps);
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        var first = watched.Health(_maps).LastSign;
        await Wait.UntilAsync(() => watched.Health(_maps).LastSign > first + TimeSpan.FromSeconds(2), "quiet watches are renewed");
        Assert.Equal(TargetCondition.Live, watched.Health(_maps).Condition);
        Assert.DoesNotContain(watched.Changes.OfType<WatchChange.HealthChanged>(), change => change.Health.Targets[_maps].Condition == TargetCondition.Unreachable);

        _proxy.Stall();
        await watched.ConditionAsync(_maps, TargetCondition.Unreachable);
        _proxy.Restore();
        await watched.ConditionAsync(_maps, TargetCondition.Live);
    }

    [Fact]
    public async Task A_slow_connection_only_takes_longer()
    {
        await using var api = server.Connect(server.Via(_proxy), ContractConnections.Options with { PageSize = 2 });
        _proxy.Slow(TimeSpan.FromMilliseconds(30));
        string[] names = ["a", "b", "c", "d", "e"];
        foreach (var name in names) await CreateAsync(name);
        await using var watched = new Watched(api, null, _maps);
        await watched.NamesAsync(names);
        Assert.Equal(TargetCondition.Live, watched.Health(_maps).Condition);
    }

    [Fact]
    public async Task A_restart_of_the_server_is_survived()
    {
        await using var api = server.Connect();
        await CreateAsync("a");
        await using var watched = new Watched(api, null, _maps);
        await watched.NamesAsync("a");
        await server.StopAsync();
        await watched.ConditionAsync(_maps, TargetCondition.Unreachable);
        await server.StartAsync();
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        await CreateAsync("b");
        await watched.NamesAsync("a", "b");
        Assert.Single(watched.Changes.OfType<WatchChange.Upserted>(), change => change.Object.Key.Name == "a");
    }

    [Fact]
    public async Task A_revoked_token_shows_as_unauthorised_and_a_new_one_brings_the_watch_back()
    {
        var token = await server.CreateServiceAccountAsync(_ns, "watcher", "cluster-admin");
        await using var api = server.Connect(server.Via(_proxy) with { Token = token });
        await CreateAsync("a");
        await using var watched = new Watched(api, null, _maps);
        await watched.NamesAsync("a");

        await server.Admin.DeleteAsync($"api/v1/namespaces/{_ns}/serviceaccounts/watcher");
        // The server remembers tokens for some seconds; and an open watch outlives its token, as with every client.
        await Wait.UntilAsync(async () => (await api.GetAsync(ContractConnections.ConfigMap(_ns, "a"), Ct)).ErrorOrNull is KubernetesError.Unauthorised, "the token is refused");
        _proxy.Cut();
        await watched.ConditionAsync(_maps, TargetCondition.Unauthorised);
        Assert.Equal(["a"], watched.Names);

        api.Rotate(server.Via(_proxy));
        watched.Session.RetryNow();
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        await CreateAsync("b");
        await watched.NamesAsync("a", "b");
        Assert.Single(watched.Changes.OfType<WatchChange.Upserted>(), change => change.Object.Key.Name == "a");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        await using var api = server.Connect(server.Via(_proxy));
        _proxy.Refuse();
        Assert.IsType<KubernetesError.Unreachable>((await api.DiscoverAsync(Ct)).ErrorOrNull);
        _proxy.Restore();
        (await api.DiscoverAsync(Ct)).Value();
    }

    [Fact]
    public async Task A_server_that_never_answers_times_out()
    {
        await using var api = server.Connect(server.Via(_proxy), ContractConnections.Options with { RequestTimeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(5) });
        (await api.DiscoverAsync(Ct)).Value();
        _proxy.Stall();
        Assert.IsType<KubernetesError.TimedOut>((await api.DiscoverAsync(Ct)).ErrorOrNull);
    }

    private async Task CreateAsync(string name) => await server.Admin.CreateAsync(Path, ConfigMap(_ns, name));

    private async Task DeleteAsync(string name) => await server.Admin.DeleteAsync($"{Path}/{name}");
}
