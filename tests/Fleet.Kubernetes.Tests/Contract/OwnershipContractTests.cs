using System.Net;
using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;
using static Fleet.Kubernetes.Tests.Contract.Results;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>Fields that managers own, and objects that objects own.</summary>
public abstract class OwnershipContractTests(IContractServer server) : IAsyncLifetime
{
    private string _ns = "";

    private string Path => $"api/v1/namespaces/{_ns}/configmaps";

    public async ValueTask InitializeAsync() => _ns = await server.CreateNamespaceAsync("owners");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_field_of_two_managers_stays_until_both_have_dropped_it()
    {
        await ApplyAsync("one", """{"shared":"1","ones":"1"}""");
        await ApplyAsync("two", """{"shared":"1"}""");
        await ApplyAsync("one", """{"ones":"1"}""");
        Assert.Equal("""{"ones":"1","shared":"1"}""", await DataAsync());
        await ApplyAsync("two", "{}");
        Assert.Equal("""{"ones":"1"}""", await DataAsync());
    }

    [Fact]
    public async Task A_field_that_its_only_manager_drops_is_removed_and_one_that_was_written_otherwise_stays()
    {
        await ApplyAsync("one", """{"dropped":"1","kept":"1"}""");
        await server.Admin.MergeAsync($"{Path}/shared", Parse("""{"data":{"patched":"1"}}"""));
        await ApplyAsync("one", """{"kept":"1"}""");
        Assert.Equal("""{"kept":"1","patched":"1"}""", await DataAsync());
    }

    [Fact]
    public async Task A_forced_apply_takes_a_field_from_its_manager_who_may_then_drop_it_in_vain()
    {
        await ApplyAsync("one", """{"k":"1"}""");
        await ApplyAsync("two", """{"k":"2"}""");
        await ApplyAsync("one", "{}");
        Assert.Equal("""{"k":"2"}""", await DataAsync());
    }

    [Fact]
    public async Task In_the_background_the_owner_goes_at_once_and_what_it_owns_afterwards()
    {
        var owner = await CreateAsync("owner");
        await CreateAsync("owned", owners: [(owner, false)]);
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync("owner", "Background")).Code);
        Assert.Equal(HttpStatusCode.NotFound, await server.Admin.StatusOfAsync($"{Path}/owner"));
        await GoneAsync("owned");
    }

    [Fact]
    public async Task In_the_foreground_the_owner_waits_for_those_that_block_it_and_for_no_others()
    {
        var owner = await CreateAsync("owner");
        await CreateAsync("blocking", "example.com/hold", owners: [(owner, true)]);
        await CreateAsync("free", "example.com/hold", owners: [(owner, false)]);
        // A garbage collector that has not seen them yet would find nothing to wait for.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        var deleted = await DeleteAsync("owner", "Foreground");
        Assert.Equal(HttpStatusCode.OK, deleted.Code);
        Assert.Equal(["foregroundDeletion"], deleted.Body["metadata"]!["finalizers"]!.AsArray().Select(finalizer => (string)finalizer!));
        Assert.NotNull(deleted.Body["metadata"]!["deletionTimestamp"]);
        await Wait.UntilAsync(async () => (await server.Admin.GetAsync($"{Path}/blocking"))["metadata"]!["deletionTimestamp"] is not null, "the blocking one to be deleted");
        Assert.Equal(HttpStatusCode.OK, await server.Admin.StatusOfAsync($"{Path}/owner"));

        await ReleaseAsync("blocking");
        await GoneAsync("owner");
        await Wait.UntilAsync(async () => (await server.Admin.GetAsync($"{Path}/free"))["metadata"]!["deletionTimestamp"] is not null, "the other one to be deleted");
        await ReleaseAsync("free");
        await GoneAsync("free");
    }

    [Fact]
    public async Task Orphans_stay_and_forget_their_owner()
    {
        var owner = await CreateAsync("owner");
        await CreateAsync("owned", owners: [(owner, true)]);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync("owner", "Orphan")).Code);
        await GoneAsync("owner");
        await Wait.UntilAsync(async () => (await server.Admin.GetAsync($"{Path}/owned"))["metadata"]!["ownerReferences"] is null, "the owner to be forgotten");
    }

    [Fact]
    public async Task What_two_own_stays_with_the_one_that_is_left()
    {
        var (one, two) = (await CreateAsync("one"), await CreateAsync("two"));
        await CreateAsync("owned", owners: [(one, false), (two, false)]);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        await DeleteAsync("one", "Background");
        await Wait.UntilAsync(
            async () => (await server.Admin.GetAsync($"{Path}/owned"))["metadata"]!["ownerReferences"]!.AsArray().Select(reference => (string)reference!["name"]!).SequenceEqual(["two"]),
            "the one that is gone to be forgotten");
        await DeleteAsync("two", "Background");
        await GoneAsync("owned");
    }

    private Task ApplyAsync(string manager, string data) => server.Admin.ApplyAsync(
        $"{Path}/shared", Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"shared"},"data":{{data}}}"""), manager);

    private async Task<string?> DataAsync()
    {
        var data = (await server.Admin.GetAsync($"{Path}/shared"))["data"]!.AsObject();
        return new JsonObject(data.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()))).ToJsonString();
    }

    private Task<JsonObject> CreateAsync(string name, string? finalizer = null, params (JsonObject Owner, bool Blocks)[] owners)
    {
        var body = Parse($$"""{"metadata":{"name":"{{name}}"} }""");
        if (finalizer is not null) body["metadata"]!["finalizers"] = new JsonArray(finalizer);
        if (owners.Length > 0)
            body["metadata"]!["ownerReferences"] = new JsonArray([.. owners.Select(owner => new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["name"] = owner.Owner["metadata"]!["name"]!.DeepClone(),
                ["uid"] = owner.Owner["metadata"]!["uid"]!.DeepClone(),
                ["blockOwnerDeletion"] = owner.Blocks,
            })]);
        return server.Admin.CreateAsync(Path, body);
    }

    private Task<(HttpStatusCode Code, JsonObject Body)> DeleteAsync(string name, string policy) =>
        server.Admin.AnswerAsync(HttpMethod.Delete, $"{Path}/{name}?propagationPolicy={policy}");

    private Task ReleaseAsync(string name) => server.Admin.MergeAsync($"{Path}/{name}", Parse("""{"metadata":{"finalizers":null}}"""));

    private Task GoneAsync(string name) =>
        Wait.UntilAsync(async () => await server.Admin.StatusOfAsync($"{Path}/{name}") == HttpStatusCode.NotFound, $"{name} to be gone");
}
