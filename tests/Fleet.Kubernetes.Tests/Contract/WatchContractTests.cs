using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Connections;
using Fleet.Kubernetes.Requests;
using Fleet.Kubernetes.Watching;
using Fleet.Testing;
using Xunit;
using static Fleet.Kubernetes.Tests.Contract.Results;

namespace Fleet.Kubernetes.Tests.Contract;

public abstract class WatchContractTests(IContractServer server) : IAsyncLifetime
{
    private readonly KubernetesApi _api = server.Connect();
    private string _ns = "";
    private WatchTarget _maps = new(ResourceKind.ConfigMap, null, null, metadataOnly: false);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Path => $"api/v1/namespaces/{_ns}/configmaps";

    public async ValueTask InitializeAsync()
    {
        _ns = await server.CreateNamespaceAsync("watch");
        _maps = new WatchTarget(ResourceKind.ConfigMap, _ns, "quay-operator/quayregistry", metadataOnly: false);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task What_is_there_comes_first_then_synced_then_every_change()
    {
        await CreateAsync("a");
        await using var watched = new Watched(_api, null, _maps);
        await Wait.UntilAsync(() => watched.Count<WatchChange.Synced>() == 1, "the first list is complete");
        await watched.NamesAsync("a");

        await CreateAsync("b");
        await watched.NamesAsync("a", "b");
        var before = watched.Picture[Key("b")];
        await server.Admin.MergeAsync($"{Path}/b", Parse("""{"data":{"k":"2"}}"""));
        await Wait.UntilAsync(() => watched.Picture[Key("b")].ResourceVersion != before.ResourceVersion, "the change is seen");
        await server.Admin.DeleteAsync($"{Path}/a");
        await watched.NamesAsync("b");
        var deleted = watched.Changes.OfType<WatchChange.Deleted>().Single();
        Assert.Equal((Key("a"), "reg"), (deleted.Key, deleted.Registry));
    }

    [Fact]
    public async Task Watches_share_one_http_2_connection()
    {
        await using var proxy = new CuttingProxy(server.Port);
        await using var api = server.Connect(server.Via(proxy));
        ResourceKind[] kinds = [ResourceKind.ConfigMap, ResourceKind.Service, ResourceKind.Deployment, ResourceKind.Job];
        var targets = kinds.Select(kind => new WatchTarget(kind, _ns, null, metadataOnly: false)).ToArray();
        await using var watched = new Watched(api, null, targets);
        foreach (var target in targets) await watched.ConditionAsync(target, TargetCondition.Live);
        (await api.DiscoverAsync(Ct)).Value();
        Assert.Equal(1, proxy.Accepted);
    }

    [Fact]
    public async Task An_object_that_leaves_the_selector_is_deleted_for_us()
    {
        await CreateAsync("a");
        await using var watched = new Watched(_api, null, _maps);
        await watched.NamesAsync("a");
        await server.Admin.MergeAsync($"{Path}/a", Parse("""{"metadata":{"labels":null}}"""));
        await watched.NamesAsync();
    }

    [Fact]
    public async Task Every_change_is_seen_while_others_write()
    {
        const int Changes = 300;
        await CreateAsync("a");
        await using var watched = new Watched(_api, null, _maps);
        await watched.NamesAsync("a");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var others = Enumerable.Range(0, 6).Select(other => Task.Run(
            async () =>
            {
                await server.Admin.CreateAsync($"api/v1/namespaces/{_ns}/secrets", Parse($$$"""{"metadata":{"name":"other-{{{other}}}"}}"""));
                for (var round = 0; !enough.IsCancellationRequested; round++)
                    await server.Admin.MergeAsync($"api/v1/namespaces/{_ns}/secrets/other-{other}", Parse($$$"""{"stringData":{"k":"{{{round}}}"}}"""));
            },
            Ct)).ToList();
        for (var change = 0; change < Changes; change++)
        {
            var version = (string?)(await server.Admin.MergeAsync($"{Path}/a", Parse($$$"""{"data":{"k":"{{{change}}}"}}""")))["metadata"]!["resourceVersion"];
            await Wait.UntilAsync(() => watched.Picture[Key("a")].ResourceVersion == version, $"change {change} is seen");
        }
        await enough.CancelAsync();
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task A_long_list_comes_in_pages()
    {
        await using var api = server.Connect(options: ContractConnections.Options with { PageSize = 2 });
        string[] names = ["a", "b", "c", "d", "e"];
        foreach (var name in names) await CreateAsync(name);
        await using var watched = new Watched(api, null, _maps);
        await watched.NamesAsync(names);
        Assert.Equal(1, watched.Count<WatchChange.Synced>());
    }

    [Theory]
    [InlineData("Secret")]
    [InlineData("ConfigMap")]
    public async Task A_metadata_only_watch_sees_versions_and_nothing_else(string kind)
    {
        var target = new WatchTarget(new ResourceKind("", kind), _ns, null, metadataOnly: true);
        await using var watched = new Watched(_api, null, target);
        await watched.ConditionAsync(target, TargetCondition.Live);
        var body = Parse($$"""{"apiVersion":"v1","kind":"{{kind}}","metadata":{"name":"bundle","namespace":"{{_ns}}"} }""");
        var created = (await _api.CreateAsync(body, Ct)).Value();
        await watched.NamesAsync("bundle");
        var observed = watched.Picture.Single().Value;
        Assert.Equal((created.Uid, created.ResourceVersion), (observed.Uid, observed.ResourceVersion));
        Assert.Null(observed.Facts);
    }

    [Fact]
    public async Task What_an_apply_returned_is_what_the_watch_and_the_list_report()
    {
        var target = new WatchTarget(ResourceKind.Deployment, _ns, null, metadataOnly: false);
        await using var watched = new Watched(_api, null, target);
        await watched.ConditionAsync(target, TargetCondition.Live);
        var applied = (await _api.ApplyAsync(Deployment(_ns, "d"), ApplyOptions.Default, Ct)).Value();
        // The deployment controller has by then written its revision annotation and the status.
        await Wait.UntilAsync(async () => (await _api.GetAsync(applied.Key, Ct)).Value()["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"] is not null, "the controller writes its revision");
        await Wait.UntilAsync(() => watched.Picture.TryGetValue(applied.Key, out var seen) && seen.ResourceVersion != applied.ResourceVersion, "the watch sees that");
        Assert.Equal(applied.Fingerprint, watched.Picture[applied.Key].Fingerprint);
        Assert.All(watched.Changes.OfType<WatchChange.Upserted>(), change => Assert.Equal(applied.Fingerprint, change.Object.Fingerprint));

        await using var relisted = new Watched(_api, null, target);
        await relisted.NamesAsync("d");
        Assert.Equal(applied.Fingerprint, relisted.Picture[applied.Key].Fingerprint);
        Assert.Equal(applied.Fingerprint, (await _api.ApplyAsync(Deployment(_ns, "d"), ApplyOptions.Default, Ct)).Value().Fingerprint);

        await server.Admin.MergeAsync($"apis/apps/v1/namespaces/{_ns}/deployments/d", Parse("""{"spec":{"template":{"spec":{"priorityClassName":""}},"replicas":0}}"""));
        await Wait.UntilAsync(() => watched.Picture[applied.Key].Fingerprint != applied.Fingerprint, "somebody's edit shows");
    }

    [Fact]
    public async Task A_metadata_only_watch_tells_changes_of_our_fields_from_those_of_others()
    {
        var target = new WatchTarget(ResourceKind.Secret, _ns, null, metadataOnly: true);
        await using var watched = new Watched(_api, null, target);
        await watched.ConditionAsync(target, TargetCondition.Live);
        // The key of an owner reference has quotes in it, and one without an owner would be collected.
        var uid = (string?)(await server.Admin.GetAsync($"api/v1/namespaces/{_ns}"))["metadata"]!["uid"];
        var applied = (await _api.ApplyAsync(Parse(
            $$"""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"{{_ns}}","ownerReferences":[{"apiVersion":"v1","kind":"Namespace","name":"{{_ns}}","uid":"{{uid}}"}]},"data":{"k":"MQ=="} }
            """), ApplyOptions.Default, Ct)).Value();
        await watched.NamesAsync("s");
        Assert.Equal(applied.Fingerprint, watched.Picture[applied.Key].Fingerprint);

        var noted = await server.Admin.MergeAsync($"api/v1/namespaces/{_ns}/secrets/s", Parse("""{"metadata":{"annotations":{"note":"mine"} } }"""));
        await Wait.UntilAsync(() => watched.Picture[applied.Key].ResourceVersion == (string?)noted["metadata"]!["resourceVersion"], "the annotation is seen");
        Assert.Equal(applied.Fingerprint, watched.Picture[applied.Key].Fingerprint);

        await server.Admin.MergeAsync($"api/v1/namespaces/{_ns}/secrets/s", Parse("""{"data":{"k":"Mg=="} }"""));
        await Wait.UntilAsync(() => watched.Picture[applied.Key].Fingerprint != applied.Fingerprint, "the change of our field shows");
    }

    [Fact]
    public async Task Scaling_past_our_replicas_shows()
    {
        var target = new WatchTarget(ResourceKind.Deployment, _ns, null, metadataOnly: false);
        await using var watched = new Watched(_api, null, target);
        var applied = (await _api.ApplyAsync(Deployment(_ns, "scaled"), ApplyOptions.Default, Ct)).Value();
        await watched.NamesAsync("scaled");
        await server.Admin.MergeAsync($"apis/apps/v1/namespaces/{_ns}/deployments/scaled/scale", Parse("""{"spec":{"replicas":3}}"""));
        await Wait.UntilAsync(() => watched.Picture[applied.Key].Fingerprint != applied.Fingerprint, "the other number shows");
    }

    [Fact]
    public async Task Objects_of_every_built_in_kind_keep_their_fingerprint_from_apply_to_watch_and_list()
    {
        (ResourceKind Kind, string Body)[] bodies =
        [
            (ResourceKind.Service, $$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"o","namespace":"{{_ns}}"},"spec":{"ports":[{"port":80,"protocol":"TCP"}],"selector":{"a":"b"} } }"""),
            (ResourceKind.ServiceAccount, $$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"o","annotations":{"note":"<b> \u0026 é"},"namespace":"{{_ns}}"} }"""),
            (ResourceKind.PersistentVolumeClaim, $$"""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"o","namespace":"{{_ns}}"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"50Gi"} } } }"""),
            (ResourceKind.Job, $$"""{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"o","namespace":"{{_ns}}"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]} } } }"""),
            (ResourceKind.Role, $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"o","namespace":"{{_ns}}"},"rules":[]}"""),
            (ResourceKind.HorizontalPodAutoscaler, $$"""{"apiVersion":"autoscaling/v2beta2","kind":"HorizontalPodAutoscaler","metadata":{"name":"o","namespace":"{{_ns}}"},"spec":{"maxReplicas":2,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"} } }"""),
        ];
        var targets = bodies.Select(body => new WatchTarget(body.Kind, _ns, null, metadataOnly: false)).ToArray();
        await using var watched = new Watched(_api, null, targets);
        foreach (var target in targets) await watched.ConditionAsync(target, TargetCondition.Live);
        var applied = new List<ObservedObject>();
        foreach (var (_, body) in bodies) applied.Add((await _api.ApplyAsync(Parse(body), ApplyOptions.Default, Ct)).Value());
        await using var relisted = new Watched(_api, null, targets);
        await Wait.UntilAsync(() => watched.Picture.Count == bodies.Length && relisted.Picture.Count == bodies.Length, "all are seen");
        foreach (var observed in applied)
        {
            Assert.Equal((observed.Key, observed.Fingerprint), (observed.Key, watched.Picture[observed.Key].Fingerprint));
            Assert.Equal((observed.Key, observed.Fingerprint), (observed.Key, relisted.Picture[observed.Key].Fingerprint));
        }
    }

    [Fact]
    public async Task Targets_come_and_go_while_running()
    {
        var other = await server.CreateNamespaceAsync("watch");
        var second = new WatchTarget(ResourceKind.ConfigMap, other, null, metadataOnly: true);
        await using var watched = new Watched(_api, null, _maps);
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        watched.Session.SetTargets([_maps, second]);
        await watched.ConditionAsync(second, TargetCondition.Live);
        watched.Session.SetTargets([second]);
        await Wait.UntilAsync(() => !watched.Session.Health.Targets.ContainsKey(_maps), "the first target is gone");
        await server.Admin.CreateAsync($"api/v1/namespaces/{other}/configmaps", ConfigMap(other, "x"));
        await Wait.UntilAsync(() => watched.Names.Contains("x"), "the second target goes on");
    }

    [Fact]
    public async Task A_kind_without_a_crd_waits_and_comes_alive_with_it()
    {
        var target = new WatchTarget(new ResourceKind("later.example.com", "Later"), null, null, metadataOnly: false);
        await using var watched = new Watched(_api, null, target, _maps);
        await watched.ConditionAsync(target, TargetCondition.NotServed);
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        await server.InstallCrdAsync("later.example.com", "Later", "laters");
        await watched.ConditionAsync(target, TargetCondition.Live);
        (await _api.CreateAsync(Parse($$"""{"apiVersion":"later.example.com/v1","kind":"Later","metadata":{"name":"x","namespace":"{{_ns}}"} }"""), Ct)).Value();
        await watched.NamesAsync("x");

        await server.Admin.DeleteAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions/laters.later.example.com");
        await watched.ConditionAsync(target, TargetCondition.NotServed);
        await watched.NamesAsync();
    }

    [Fact]
    public async Task What_may_not_be_read_is_forbidden_and_the_rest_goes_on()
    {
        await server.Admin.CreateAsync("apis/rbac.authorization.k8s.io/v1/clusterroles", Parse(
            $$"""{"metadata":{"name":"maps-{{_ns}}"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list","watch"]}]}"""));
        var token = await server.CreateServiceAccountAsync(_ns, "reader", $"maps-{_ns}");
        await using var api = server.Connect(server.AdminSettings with { Token = token });
        var secrets = new WatchTarget(ResourceKind.Secret, _ns, null, metadataOnly: true);
        await using var watched = new Watched(api, null, _maps, secrets);
        await watched.ConditionAsync(secrets, TargetCondition.Forbidden);
        await watched.ConditionAsync(_maps, TargetCondition.Live);
        Assert.Contains("secrets", watched.Health(secrets).Error, StringComparison.Ordinal);

        await server.Admin.MergeAsync($"apis/rbac.authorization.k8s.io/v1/clusterroles/maps-{_ns}", Parse(
            """{"rules":[{"apiGroups":[""],"resources":["configmaps","secrets"],"verbs":["list","watch"]}]}"""));
        await watched.ConditionAsync(secrets, TargetCondition.Live);
    }

    [Fact]
    public async Task A_selector_the_server_refuses_is_rejected()
    {
        var target = new WatchTarget(ResourceKind.ConfigMap, _ns, "not a selector!", metadataOnly: false);
        await using var watched = new Watched(_api, null, target);
        await watched.ConditionAsync(target, TargetCondition.Rejected);
    }

    private async Task CreateAsync(string name) => await server.Admin.CreateAsync(Path, ConfigMap(_ns, name));

    private ObjectKey Key(string name) => ContractConnections.ConfigMap(_ns, name);
}
