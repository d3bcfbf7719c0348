using System.Text.Json.Nodes;
using Fleet.Grains.Registries;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>What people write to a registry through the fleet, on a real API server.</summary>
[Collection("one fleet at a time")]
public sealed class RegistryWriteTests(OpenShiftLikeCluster cluster, ManagedCluster managed) : IClassFixture<ManagedCluster>, IAsyncLifetime
{
    private string _ns = "";

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync("write");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_registry_is_created_edited_paused_and_deleted()
    {
        var registry = Registry("main");
        var dry = Assert.IsType<RegistryWriteOutcome.Written>(await registry.Write(Write(RegistryWriteVerb.Create, Manifest("main"), dryRun: true)));
        Assert.Contains(dry.Changes, change => change.Path == "metadata.labels.team");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await cluster.Admin.StatusOfAsync(Path("main")));

        var created = Assert.IsType<RegistryWriteOutcome.Written>(await registry.Write(Write(RegistryWriteVerb.Create, Manifest("main"))));
        Assert.IsType<RegistryWriteOutcome.AlreadyThere>(await registry.Write(Write(RegistryWriteVerb.Create, Manifest("main"))));
        await Wait.UntilAsync(async () => await registry.Describe() is { Available: true, Blockers.IsEmpty: true }, "the registry to be available");

        // The reconciler has completed the list of components by now, and owns it: that is for people to change all the same.
        var read = (await registry.Manifest()).Manifest!;
        var node = JsonNode.Parse(read)!;
        node["metadata"]!.AsObject().Remove("resourceVersion");
        node["metadata"]!["labels"]!["team"] = "b";
        node["spec"]!["components"]!.AsArray().Single(component => (string?)component!["kind"] == "mirror")!["managed"] = false;
        var edited = Assert.IsType<RegistryWriteOutcome.Written>(await registry.Write(Write(RegistryWriteVerb.Edit, node.ToJsonString())));
        Assert.Equal(["metadata.labels.team", "spec.components[mirror].managed"], edited.Changes.Select(change => change.Path));
        Assert.Equal(created.Uid, edited.Uid);
        var stored = await cluster.Admin.GetAsync(Path("main"));
        Assert.Contains(stored["metadata"]!["managedFields"]!.AsArray(), entry => (string?)entry!["manager"] == "quay-fleet-api" && (string?)entry["operation"] == "Apply");

        Assert.IsType<RegistryWriteOutcome.Changed>(await registry.Write(Write(RegistryWriteVerb.Edit, node.ToJsonString()) with { Uid = created.Uid, ResourceVersion = created.ResourceVersion }));
        Assert.Empty(Assert.IsType<RegistryWriteOutcome.Written>(await registry.Write(Write(RegistryWriteVerb.Edit, node.ToJsonString()))).Changes);

        Assert.Equal("metadata.annotations.\"quay-fleet/paused\"", Assert.Single(Assert.IsType<RegistryWriteOutcome.Written>(await registry.Write(Write(RegistryWriteVerb.Pause))).Changes).Path);
        await Wait.UntilAsync(async () => await registry.Describe() is { Paused: true }, "the registry to be paused");
        Assert.Single(Assert.IsType<RegistryWriteOutcome.Written>(await registry.Write(Write(RegistryWriteVerb.Resume))).Changes);
        await Wait.UntilAsync(async () => await registry.Describe() is { Paused: false }, "the registry to be resumed");

        Assert.IsType<RegistryWriteOutcome.Changed>(await registry.Write(Write(RegistryWriteVerb.Delete) with { Uid = "another" }));
        Assert.Contains(Assert.IsType<RegistryWriteOutcome.Written>(await registry.Write(Write(RegistryWriteVerb.Delete))).Lost, lost => lost.Contains("database of Quay", StringComparison.Ordinal));
        await Wait.UntilAsync(async () => await cluster.Admin.StatusOfAsync(Path("main")) == System.Net.HttpStatusCode.NotFound, "the registry to be gone");
        Assert.IsType<RegistryWriteOutcome.Missing>(await registry.Write(Write(RegistryWriteVerb.Delete)));
    }

    [Fact]
    public async Task What_will_not_do_names_the_field_and_leaves_nothing_behind()
    {
        var misspelt = JsonNode.Parse(Manifest("odd"))!;
        misspelt["spec"]!["configBundelSecret"] = "x";
        var unknown = Assert.IsType<RegistryWriteOutcome.Invalid>(await Registry("odd").Write(Write(RegistryWriteVerb.Create, misspelt.ToJsonString())));
        Assert.Equal("#/spec/configBundelSecret", Assert.Single(unknown.Faults).Pointer);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await cluster.Admin.StatusOfAsync(Path("odd")));

        var elsewhere = managed.Server.Registry("real", "no-such-namespace", "odd");
        var away = JsonNode.Parse(Manifest("odd"))!;
        away["metadata"]!["namespace"] = "no-such-namespace";
        Assert.Equal("#/metadata/namespace", Assert.Single(Assert.IsType<RegistryWriteOutcome.Invalid>(await elsewhere.Write(Write(RegistryWriteVerb.Create, away.ToJsonString()))).Faults).Pointer);
    }

    [Fact]
    public async Task An_edit_overrides_neither_a_decided_version_nor_unseen_what_kubectl_owns()
    {
        await cluster.CreateRegistryAsync(_ns, "theirs", new JsonObject { ["configBundleSecret"] = "a" }, "3.7.10");
        await Wait.UntilAsync(async () => await Registry("theirs").Describe() is { TargetVersion: "3.7.10" }, "the registry to be known");
        var node = JsonNode.Parse((await Registry("theirs").Manifest()).Manifest!)!;
        node["metadata"]!.AsObject().Remove("resourceVersion");
        node["metadata"]!["annotations"]!["quay-fleet/target-version"] = "3.7.11";
        var decided = Assert.IsType<RegistryWriteOutcome.Invalid>(await Registry("theirs").Write(Write(RegistryWriteVerb.Edit, node.ToJsonString())));
        Assert.Equal("#/metadata/annotations/quay-fleet~1target-version", Assert.Single(decided.Faults).Pointer);

        node["metadata"]!["annotations"]!.AsObject().Remove("quay-fleet/target-version");
        node["spec"]!["configBundleSecret"] = "b";
        var owned = Assert.IsType<RegistryWriteOutcome.Owned>(await Registry("theirs").Write(Write(RegistryWriteVerb.Edit, node.ToJsonString())));
        Assert.Contains(owned.Causes, cause => cause.Contains(".spec.configBundleSecret", StringComparison.Ordinal));

        Assert.IsType<RegistryWriteOutcome.Written>(await Registry("theirs").Write(Write(RegistryWriteVerb.Edit, node.ToJsonString()) with { Force = true }));
        var stored = await cluster.Admin.GetAsync(Path("theirs"));
        Assert.Equal(("b", "3.7.10"), ((string?)stored["spec"]!["configBundleSecret"], (string?)stored["metadata"]!["annotations"]!["quay-fleet/target-version"]));
    }

    private IRegistryGrain Registry(string name) => managed.Server.Registry("real", _ns, name);

    private string Path(string name) => $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/{name}";

    private static RegistryWrite Write(RegistryWriteVerb verb, string? manifest = null, bool dryRun = false) => new(verb, manifest, null, null, dryRun, Force: false);

    private string Manifest(string name) => $$"""
        {"apiVersion":"quay.redhat.com/v1","kind":"QuayRegistry",
         "metadata":{"name":"{{name}}","namespace":"{{_ns}}","labels":{"team":"a"},"annotations":{"quay-fleet/target-version":"3.7.11"} },"spec":{} }
        """;
}
