using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class EndpointTests(GatewayFixture gateway)
{
    private readonly HttpClient _client = gateway.Client();

    [Theory]
    [InlineData("healthz")]
    [InlineData("readyz")]
    [InlineData("openapi/v1.json")]
    public async Task Probes_and_the_document_need_no_token(string path)
    {
        using var client = gateway.Client(null);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the-administrators-tokem")]
    [InlineData("the-administrators-token-and-more")]
    public async Task Everything_else_is_refused_without_the_token(string? token)
    {
        using var client = gateway.Client(null);
        if (token is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + token);
        foreach (var path in new[] { "api/v1/fleet", "api/v1/watch", "api/v1/nothing", "nothing" })
        {
            var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            await AssertProblemAsync(response, "unauthenticated");
        }
    }

    [Theory]
    [InlineData("GET", "nothing", 404, "no-such-resource")]
    [InlineData("PUT", "api/v1/clusters", 405, "method-not-allowed")]
    [InlineData("GET", "api/v1/clusters/nobody", 404, "cluster-not-found")]
    [InlineData("GET", "api/v1/clusters/No_Body", 400, "bad-request")]
    [InlineData("DELETE", "api/v1/clusters/nobody", 404, "cluster-not-found")]
    [InlineData("DELETE", "api/v1/clusters/nobody?finalizers=burn", 400, "bad-request")]
    [InlineData("POST", "api/v1/clusters/nobody/pause", 404, "cluster-not-found")]
    [InlineData("GET", "api/v1/registries/a/b/c", 404, "registry-not-found")]
    [InlineData("GET", "api/v1/registries/a/B/c", 400, "bad-request")]
    [InlineData("GET", "api/v1/registries?fresh=live", 400, "bad-request")]
    [InlineData("GET", "api/v1/registries?continue=%C3%A4", 400, "bad-request")]
    [InlineData("GET", "api/v1/watch?kind=rollout", 400, "bad-request")]
    public async Task Every_error_is_a_problem(string method, string path, int status, string slug)
    {
        var response = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        await AssertProblemAsync(response, slug);
    }

    [Fact]
    public async Task A_bad_body_names_every_field_and_stores_nothing()
    {
        var response = await PostAsync("clusters", """{"name":"Bad Name","mode":"burn","labels":{"a b":"c"}}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = await AssertProblemAsync(response, "invalid");
        Assert.Equal(["#/name", "#/kubeconfig", "#/mode", "#/labels/a b"], problem["errors"]!.AsArray().Select(error => (string)error!["pointer"]!));
    }

    [Theory]
    [InlineData("""{"mode":"burn","finalizers":"eat","labels":{"a b":"c","d":null}}""", "#/mode", "#/finalizers", "#/labels/a b")]
    [InlineData("{}", "#")]
    [InlineData("""{"mode":"reconcile","giveBack":true,"finalizers":"release"}""", "#/giveBack", "#/finalizers")]
    [InlineData("""{"labels":{}}""", "#")]
    public async Task A_bad_change_of_a_cluster_names_every_field(string body, params string[] pointers)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var response = await _client.PatchAsync("api/v1/clusters/nobody", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(pointers, (await AssertProblemAsync(response, "invalid"))["errors"]!.AsArray().Select(error => (string)error!["pointer"]!));
    }

    [Theory]
    [InlineData("""{"name":1}""", "#/name")]
    [InlineData("""{"nam":"x"}""", "#/nam")]
    public async Task A_body_of_the_wrong_shape_names_the_field(string body, string pointer)
    {
        var response = await PostAsync("clusters", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(pointer, (string?)(await AssertProblemAsync(response, "bad-request"))["errors"]![0]!["pointer"]);
    }

    [Fact]
    public async Task What_the_cluster_grain_refuses_is_told_in_full()
    {
        var response = await PostAsync("clusters", """{"name":"refused","kubeconfig":"refuse"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(2, (await AssertProblemAsync(response, "invalid"))["errors"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("api/v1/clusters/refused", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_cluster_is_there_as_soon_as_it_was_added_and_gone_as_soon_as_it_was_removed()
    {
        var added = await PostAsync("clusters", """{"name":"shortly","kubeconfig":"k","mode":"reconcile","labels":{"ring":"canary"}}""");
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("/api/v1/clusters/shortly", added.Headers.Location?.ToString());
        var cluster = await GetAsync("clusters/shortly");
        Assert.Equal("reconcile", (string?)cluster["mode"]);
        Assert.Equal("canary", (string?)cluster["labels"]!["ring"]);

        await AssertProblemAsync(await PostAsync("clusters", """{"name":"shortly","kubeconfig":"k"}"""), "cluster-exists");
        Assert.True((bool)(await (await PostAsync("clusters/shortly/pause", "")).Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["paused"]!);
        Assert.True((bool)(await GetAsync("clusters/shortly"))["paused"]!);

        var removed = await _client.DeleteAsync("api/v1/clusters/shortly?finalizers=release", TestContext.Current.CancellationToken);
        var outcome = await removed.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.Equal(2, (int)outcome!["released"]!);
        Assert.Single(outcome["problems"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("api/v1/clusters/shortly", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_registry_shows_all_that_scripts_rely_on()
    {
        await gateway.ShowAsync(Sample.Cluster("json", labels: ("ring", "prod")));
        await gateway.ShowAsync(Sample.Registry("json/quay/main", available: false, blockers: new Blocker("config-invalid", "wrong", Sample.Noon)));
        var registry = await EventuallyAsync("registries/json/quay/main");
        Assert.Equal("json", (string?)registry["cluster"]);
        Assert.Equal("quay", (string?)registry["namespace"]);
        Assert.Equal("main", (string?)registry["name"]);
        Assert.Equal("uid-json/quay/main", (string?)registry["uid"]);
        Assert.Equal("3.7.10", (string?)registry["currentVersion"]);
        Assert.Equal("3.7.11", (string?)registry["targetVersion"]);
        Assert.False((bool)registry["available"]!);
        Assert.Equal("live", (string?)registry["freshness"]);
        var blocker = Assert.Single(registry["blockers"]!.AsArray())!;
        Assert.Equal(("config-invalid", "wrong", Sample.Noon), ((string?)blocker["code"], (string?)blocker["message"], (DateTimeOffset)blocker["nextChange"]!));

        var list = await GetAsync("registries?cluster=json&labels=ring=prod,app=quay");
        Assert.Equal(1, (int)list["total"]!);
        Assert.Null(list["continue"]);
        Assert.Equal("redis", (string?)(await GetAsync("registries/json/quay/main/components"))["items"]![0]!["kind"]);
        Assert.Equal("BackOff", (string?)(await GetAsync("registries/json/quay/main/events"))["items"]![0]!["reason"]);
    }

    [Fact]
    public async Task Events_that_cannot_be_read_are_unavailable_and_say_why()
    {
        await gateway.ShowAsync(Sample.Registry("quiet/quay/silent"));
        await EventuallyAsync("registries/quiet/quay/silent");
        var response = await _client.GetAsync("api/v1/registries/quiet/quay/silent/events", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("the cluster does not answer", (string?)(await AssertProblemAsync(response, "unavailable"))["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_live_counts_as_unknown()
    {
        await gateway.ShowAsync(Sample.Cluster("dark", Domain.Status.ConnectionState.Unreachable));
        await gateway.ShowAsync(Sample.Registry("dark/quay/main"));
        var registry = await EventuallyAsync("registries/dark/quay/main");
        Assert.Equal("unreachable", (string?)registry["freshness"]);
        Assert.Equal("unreachable", (string?)registry["blockers"]![0]!["code"]);
        var totals = (await GetAsync("fleet"))["registries"]!;
        Assert.True((int)totals["unknown"]! >= 1);
        Assert.Equal((int)totals["total"]!, (int)totals["available"]! + (int)totals["unavailable"]! + (int)totals["unknown"]!);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _client.PostAsync("api/v1/" + path, new StringContent(body, null, "application/json"), TestContext.Current.CancellationToken);

    private async Task<JsonNode> GetAsync(string path) =>
        (await _client.GetFromJsonAsync<JsonNode>("api/v1/" + path, TestContext.Current.CancellationToken))!;

    private async Task<JsonNode> EventuallyAsync(string path)
    {
        await Testing.Wait.UntilAsync(
            async () => (await _client.GetAsync("api/v1/" + path, TestContext.Current.CancellationToken)).IsSuccessStatusCode, path + " is shown");
        return await GetAsync(path);
    }

    private static async Task<JsonNode> AssertProblemAsync(HttpResponseMessage response, string slug)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        Assert.Equal("urn:quay-fleet:problem:" + slug, (string?)problem["type"]);
        Assert.Equal((int)response.StatusCode, (int)problem["status"]!);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        return problem;
    }
}
