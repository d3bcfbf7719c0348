using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Connections;
using Fleet.Kubernetes.Requests;
using Fleet.Testing;
using Xunit;
using static Fleet.Kubernetes.Tests.Contract.Results;

namespace Fleet.Kubernetes.Tests.Contract;

public abstract class RequestContractTests(IContractServer server) : IAsyncLifetime
{
    private readonly KubernetesApi _api = server.Connect();
    private string _ns = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ns = await server.CreateNamespaceAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Discovery_finds_what_a_1_20_server_has_and_has_not()
    {
        var served = (await _api.DiscoverAsync(Ct)).Value();
        Assert.Equal("v1.20.2", served.KubernetesVersion);
        Assert.Equal("v2beta2", served.Resolve(ResourceKind.HorizontalPodAutoscaler)?.Version);
        Assert.Equal("deployments", served.Resolve(ResourceKind.Deployment)?.Plural);
        Assert.Null(served.Resolve(ResourceKind.Route));
        Assert.False(served.ToFeatures().AutoscalingV2);
    }

    [Fact]
    public async Task A_kind_comes_into_being_with_its_crd()
    {
        var kind = new ResourceKind("late.example.com", "Late");
        var key = new ObjectKey(kind, _ns, "x");
        Assert.IsType<KubernetesError.NotServed>((await _api.GetAsync(key, Ct)).ErrorOrNull);
        await server.InstallCrdAsync("late.example.com", "Late", "lates");
        await Wait.UntilAsync(async () => (await _api.GetAsync(key, Ct)).ErrorOrNull is KubernetesError.NotFound, "the kind is found");
    }

    [Fact]
    public async Task Apply_creates_changes_and_leaves_alone()
    {
        var created = (await _api.ApplyAsync(ConfigMap(_ns, "a"), ApplyOptions.Default, Ct)).Value();
        var same = (await _api.ApplyAsync(ConfigMap(_ns, "a"), ApplyOptions.Default, Ct)).Value();
        Assert.Equal((created.Uid, created.ResourceVersion, created.Fingerprint), (same.Uid, same.ResourceVersion, same.Fingerprint));
        var changed = (await _api.ApplyAsync(ConfigMap(_ns, "a", "2"), ApplyOptions.Default, Ct)).Value();
        Assert.NotEqual(created.ResourceVersion, changed.ResourceVersion);
        var body = (await _api.GetAsync(created.Key, Ct)).Value();
        Assert.Equal("2", (string?)body["data"]!["k"]);
        Assert.Equal("quay-fleet", (string?)body["metadata"]!["managedFields"]![0]!["manager"]);
    }

    [Fact]
    public async Task A_dry_run_answers_and_stores_nothing()
    {
        var body = (await _api.DryRunApplyAsync(ConfigMap(_ns, "a"), ApplyOptions.Default, Ct)).Value();
        Assert.Equal("1", (string?)body["data"]!["k"]);
        (await _api.ApplyAsync(ConfigMap(_ns, "a"), new ApplyOptions(DryRun: true), Ct)).Value();
        Assert.IsType<KubernetesError.NotFound>((await _api.GetAsync(ContractConnections.ConfigMap(_ns, "a"), Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task Without_force_the_field_of_another_manager_is_a_conflict_that_names_it()
    {
        await server.Admin.ApplyAsync($"api/v1/namespaces/{_ns}/configmaps/a", ConfigMap(_ns, "a"), "somebody-else");
        var conflict = Assert.IsType<KubernetesError.Conflict>((await _api.ApplyAsync(ConfigMap(_ns, "a", "2"), new ApplyOptions(Force: false), Ct)).ErrorOrNull);
        Assert.Contains(conflict.Causes, cause => cause.Contains("somebody-else", StringComparison.Ordinal) && cause.Contains(".data.k", StringComparison.Ordinal));
        (await _api.ApplyAsync(ConfigMap(_ns, "a", "2"), ApplyOptions.Default, Ct)).Value();
    }

    [Fact]
    public async Task An_invalid_object_is_refused_with_its_fields()
    {
        var body = Deployment(_ns, "bad");
        body["spec"]!["replicas"] = -1;
        var invalid = Assert.IsType<KubernetesError.Invalid>((await _api.ApplyAsync(body, ApplyOptions.Default, Ct)).ErrorOrNull);
        Assert.Contains(invalid.Causes, cause => cause.StartsWith("spec.replicas: ", StringComparison.Ordinal));
        body["spec"]!["undeclared"] = true;
        Assert.IsNotType<KubernetesError.Unexpected>((await _api.ApplyAsync(body, ApplyOptions.Default, Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task Creating_what_is_there_says_so()
    {
        (await _api.CreateAsync(ConfigMap(_ns, "a"), Ct)).Value();
        Assert.IsType<KubernetesError.AlreadyExists>((await _api.CreateAsync(ConfigMap(_ns, "a"), Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task What_belongs_into_a_missing_namespace_is_not_found() =>
        Assert.IsType<KubernetesError.NotFound>((await _api.ApplyAsync(ConfigMap("nowhere", "a"), ApplyOptions.Default, Ct)).ErrorOrNull);

    [Fact]
    public async Task A_version_that_is_not_served_is_told_apart_from_a_missing_object()
    {
        var body = Parse($$"""{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"a","namespace":"{{_ns}}"} }""");
        Assert.IsType<KubernetesError.NotServed>((await _api.ApplyAsync(body, ApplyOptions.Default, Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task The_status_is_patched_by_itself()
    {
        await server.InstallCrdAsync("quay.redhat.com", "QuayRegistry", "quayregistries");
        var key = new ObjectKey(ResourceKind.QuayRegistry, _ns, "reg");
        await _api.DiscoverAsync(Ct);
        var created = (await _api.CreateAsync(Parse($$"""{"apiVersion":"quay.redhat.com/v1","kind":"QuayRegistry","metadata":{"name":"reg","namespace":"{{_ns}}"},"spec":{} }"""), Ct)).Value();
        var patched = (await _api.PatchStatusAsync(key, Parse("""{"status":{"currentVersion":"3.7.11"},"spec":{"ignored":true}}"""), Ct)).Value();
        Assert.Equal("3.7.11", Assert.IsType<QuayRegistryFacts>(patched.Facts).Registry.Status.CurrentVersion);
        Assert.Equal((created.Generation, created.Fingerprint), (patched.Generation, patched.Fingerprint));
        Assert.True((await _api.DiscoverAsync(Ct)).Value().ToFeatures().QuayRegistries);
    }

    [Fact]
    public async Task A_merge_patch_with_an_old_resource_version_is_a_conflict()
    {
        var created = (await _api.CreateAsync(ConfigMap(_ns, "a"), Ct)).Value();
        JsonObject Patch(string value) => Parse($$"""{"metadata":{"resourceVersion":"{{created.ResourceVersion}}"},"data":{"k":"{{value}}"} }""");
        (await _api.MergePatchAsync(created.Key, Patch("2"), Ct)).Value();
        Assert.IsType<KubernetesError.Conflict>((await _api.MergePatchAsync(created.Key, Patch("3"), Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task Fields_are_removed_from_exactly_the_version_read_and_owned_by_nobody_then()
    {
        var body = ConfigMap(_ns, "a");
        body["data"] = Parse("""{"k":"1","other":"2"}""");
        var applied = (await _api.ApplyAsync(body, ApplyOptions.Default, Ct)).Value();
        (await _api.RemoveFieldsAsync(applied.Key, applied.ResourceVersion, ["/data/k"], Ct)).Value();
        var left = (await _api.GetAsync(applied.Key, Ct)).Value();

        Assert.Equal("""{"other":"2"}""", left["data"]!.ToJsonString());
        Assert.Equal(["Apply"], left["metadata"]!["managedFields"]!.AsArray().Select(entry => (string?)entry!["operation"]));
        Assert.IsType<KubernetesError.Invalid>((await _api.RemoveFieldsAsync(applied.Key, applied.ResourceVersion, ["/data/other"], Ct)).ErrorOrNull);
        Assert.IsType<KubernetesError.Invalid>((await _api.RemoveFieldsAsync(applied.Key, (string)left["metadata"]!["resourceVersion"]!, ["/data/k"], Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task Deleting_keeps_to_its_preconditions()
    {
        var created = (await _api.CreateAsync(ConfigMap(_ns, "a"), Ct)).Value();
        Assert.IsType<KubernetesError.Conflict>((await _api.DeleteAsync(created.Key, new DeleteOptions(Uid: "another"), Ct)).ErrorOrNull);
        Assert.IsType<KubernetesError.Conflict>((await _api.DeleteAsync(created.Key, new DeleteOptions(ResourceVersion: "1"), Ct)).ErrorOrNull);
        Assert.Null((await _api.DeleteAsync(created.Key, new DeleteOptions(created.Uid, created.ResourceVersion), Ct)).Value());
        Assert.IsType<KubernetesError.NotFound>((await _api.DeleteAsync(created.Key, DeleteOptions.Default, Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task Deleting_what_a_finalizer_holds_answers_with_the_object()
    {
        var body = ConfigMap(_ns, "held");
        body["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        var created = (await _api.CreateAsync(body, Ct)).Value();
        Assert.True((await _api.DeleteAsync(created.Key, DeleteOptions.Default, Ct)).Value()!.Deleting);
        (await _api.MergePatchAsync(created.Key, Parse("""{"metadata":{"finalizers":null}}"""), Ct)).Value();
        Assert.IsType<KubernetesError.NotFound>((await _api.GetAsync(created.Key, Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task Metadata_comes_without_content()
    {
        var created = (await _api.CreateAsync(ConfigMap(_ns, "a"), Ct)).Value();
        var metadata = (await _api.GetMetadataAsync(created.Key, Ct)).Value();
        Assert.Equal((created.Uid, created.ResourceVersion, "reg"), (metadata.Uid, metadata.ResourceVersion, metadata.Registry));
        Assert.Null(metadata.Facts);
    }

    [Fact]
    public async Task A_list_comes_in_pages_and_its_items_say_what_they_are()
    {
        await using var paging = server.Connect(options: ContractConnections.Options with { PageSize = 2 });
        foreach (var name in new[] { "a", "b", "c", "d", "e" }) (await _api.CreateAsync(ConfigMap(_ns, name), Ct)).Value();
        var items = (await paging.ListAsync(ResourceKind.ConfigMap, _ns, "quay-operator/quayregistry=reg", Ct)).Value();
        Assert.Equal(["a", "b", "c", "d", "e"], items.Select(item => (string)item["metadata"]!["name"]!));
        Assert.All(items, item => Assert.Equal(("v1", "ConfigMap"), ((string)item["apiVersion"]!, (string)item["kind"]!)));
        Assert.Empty((await paging.ListAsync(ResourceKind.ConfigMap, _ns, "quay-operator/quayregistry=other", Ct)).Value());
    }

    [Fact]
    public async Task The_kubeconfigs_client_certificate_is_enough()
    {
        var (certificate, key) = server.AdminCertificatePem;
        await using var api = server.Connect(server.AdminSettings with { Token = null, ClientCertificatePem = certificate, ClientKeyPem = key });
        (await api.ListAsync(ResourceKind.Namespace, null, null, Ct)).Value();
    }

    [Fact]
    public async Task A_server_name_replaces_the_address_in_tls()
    {
        await using var right = server.Connect(server.AdminSettings with { TlsServerName = "api.fleet.test" });
        (await right.DiscoverAsync(Ct)).Value();
        await using var wrong = server.Connect(server.AdminSettings with { TlsServerName = "api.other.test" }, ContractConnections.Options with { Retries = 0 });
        Assert.StartsWith("TLS:", Assert.IsType<KubernetesError.Unreachable>((await wrong.DiscoverAsync(Ct)).ErrorOrNull).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_signed_by_nobody_we_trust_is_refused_unless_told_otherwise()
    {
        await using var strict = server.Connect(server.AdminSettings with { CertificateAuthorityPem = null }, ContractConnections.Options with { Retries = 0 });
        Assert.IsType<KubernetesError.Unreachable>((await strict.DiscoverAsync(Ct)).ErrorOrNull);
        await using var lax = server.Connect(server.AdminSettings with { CertificateAuthorityPem = null, InsecureSkipVerify = true });
        (await lax.DiscoverAsync(Ct)).Value();
    }

    [Fact]
    public async Task Wrong_credentials_and_missing_rights_are_told_apart()
    {
        await using var stranger = server.Connect(server.AdminSettings with { Token = "wrong" });
        Assert.IsType<KubernetesError.Unauthorised>((await stranger.DiscoverAsync(Ct)).ErrorOrNull);
        await using var nobody = server.Connect(server.NobodySettings);
        Assert.IsType<KubernetesError.Forbidden>((await nobody.ListAsync(ResourceKind.Secret, null, null, Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task Who_asks_is_told_what_they_may_do()
    {
        var token = await server.CreateServiceAccountAsync(_ns, "asks", "cluster-admin");
        await using var mighty = server.Connect(server.AdminSettings with { Token = token, ClientCertificatePem = null, ClientKeyPem = null });
        await using var nobody = server.Connect(server.NobodySettings);
        foreach (var question in (AccessQuestion[])[new("delete", "batch", "jobs", _ns), new("patch", "quay.redhat.com", "quayregistries", "", "status")])
        {
            Assert.True((await mighty.MayAsync(question, Ct)).Succeeded(out var may, out var error), error?.ToString());
            Assert.True(may, question.ToString());
            Assert.True((await nobody.MayAsync(question, Ct)).Succeeded(out may, out error), error?.ToString());
            Assert.False(may, question.ToString());
        }
    }

    [Fact]
    public async Task New_credentials_are_taken_in_place()
    {
        await using var api = server.Connect(server.AdminSettings with { Token = "wrong" });
        Assert.IsType<KubernetesError.Unauthorised>((await api.DiscoverAsync(Ct)).ErrorOrNull);
        api.Rotate(server.AdminSettings);
        (await api.DiscoverAsync(Ct)).Value();
    }

    [Fact]
    public async Task An_exec_plugin_is_run_for_its_token()
    {
        var script = Path.Combine(Path.GetTempPath(), $"quay-fleet-exec-{_ns}-{Environment.ProcessId}.sh");
        await File.WriteAllTextAsync(script, $$"""echo '{"kind":"ExecCredential","status":{"token":"'$TOKEN'"} }'""", Ct);
        try
        {
            var plugin = new ExecPlugin("client.authentication.k8s.io/v1", "bash", [script], System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("TOKEN", server.AdminToken));
            await using var api = server.Connect(server.AdminSettings with { Token = null, Exec = plugin });
            (await api.DiscoverAsync(Ct)).Value();
            await using var broken = server.Connect(server.AdminSettings with { Token = null, Exec = plugin with { Command = "no-such-plugin" } });
            Assert.Contains("no-such-plugin", Assert.IsType<KubernetesError.Unauthorised>((await broken.DiscoverAsync(Ct)).ErrorOrNull).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(script);
        }
    }
}
