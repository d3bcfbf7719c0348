using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Gateway.Tests.Access;
using Fleet.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class RetriedWriteTests(GatewayFixture gateway)
{
    private readonly HttpClient _client = gateway.Client();

    [Fact]
    public async Task The_same_write_under_the_same_key_is_carried_out_once_and_answered_alike()
    {
        var first = await AddAsync("again", "key-again");
        var audited = gateway.Audit.Rows.Count(row => row.Action == "addCluster" && row.Resource == "cluster/again");
        var second = await AddAsync("again", "key-again");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal(await TextAsync(first), await TextAsync(second));
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        Assert.Equal(audited, gateway.Audit.Rows.Count(row => row.Action == "addCluster" && row.Resource == "cluster/again"));

        // Without a key, or with another, it is a write of its own.
        Assert.Equal(HttpStatusCode.Conflict, (await AddAsync("again", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await AddAsync("again", "key-again-2")).StatusCode);
    }

    [Theory]
    [InlineData("POST", "clusters", """{"name":"other","kubeconfig":"other"}""")]
    [InlineData("POST", "clusters?x=1", """{"name":"reused","kubeconfig":"k"}""")]
    [InlineData("DELETE", "clusters/reused", null)]
    public async Task Another_request_under_the_key_is_refused(string method, string path, string? body)
    {
        await AddAsync("reused", "key-reused");
        var response = await SendAsync(method, path, body, "key-reused");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.EndsWith(":idempotency-key-reused", await ProblemAsync(response), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("api/v1/clusters/reused", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task While_it_is_under_way_a_retry_is_told_to_wait_and_then_given_the_answer()
    {
        var slow = FakeClusterGrain.Slow["slow-config"] = new SlowWrite();
        var first = AddAsync("slow", "key-slow", "slow-config");
        await slow.Begun.Task;
        var early = await AddAsync("slow", "key-slow", "slow-config");
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.NotNull(early.Headers.RetryAfter);
        Assert.EndsWith(":request-in-flight", await ProblemAsync(early), StringComparison.Ordinal);
        slow.MayEnd.SetResult();
        Assert.Equal(await TextAsync(await first), await TextAsync(await AddAsync("slow", "key-slow", "slow-config")));
    }

    [Fact]
    public async Task A_write_whose_caller_went_away_is_carried_out_and_answered_to_the_retry()
    {
        var slow = FakeClusterGrain.Slow["lost-config"] = new SlowWrite();
        using var impatience = new CancellationTokenSource();
        var first = AddAsync("lost", "key-lost", "lost-config", impatience.Token);
        await slow.Begun.Task;
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        slow.MayEnd.SetResult();
        HttpResponseMessage? second = null;
        await Wait.UntilAsync(async () => (second = await AddAsync("lost", "key-lost", "lost-config")).StatusCode != HttpStatusCode.Conflict, "it is done");
        Assert.Equal(HttpStatusCode.Created, second!.StatusCode);
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task What_was_refused_may_be_put_right_under_the_same_key()
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AddAsync("righted", "key-righted", "refuse")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await AddAsync("righted", "key-righted", "fine")).StatusCode);
    }

    [Fact]
    public async Task A_key_is_the_callers_own()
    {
        using var other = gateway.Client(await Tokens.CreateAsync(_client, "other-writer", "admin", null));
        Assert.Equal(HttpStatusCode.Created, (await AddAsync("mine", "key-own")).StatusCode);
        using var request = Request("POST", "clusters", """{"name":"theirs","kubeconfig":"k"}""", "key-own");
        Assert.Equal(HttpStatusCode.Created, (await other.SendAsync(request, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_secret_in_an_answer_is_not_kept_and_the_retry_is_told_what_to_do()
    {
        var body = $$"""{"name":"secretive","roles":["viewer"],"expiresAt":"{{TimeProvider.System.GetUtcNow().AddHours(1):O}}"}""";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("POST", "tokens", body, "key-secret")).StatusCode);
        var retry = await SendAsync("POST", "tokens", body, "key-secret");
        Assert.Equal(HttpStatusCode.Conflict, retry.StatusCode);
        Assert.EndsWith(":answer-not-kept", await ProblemAsync(retry), StringComparison.Ordinal);
        Assert.Null(retry.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task A_key_that_will_not_do_is_named(string key)
    {
        using var request = Request("DELETE", "clusters/nobody", null, null);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        var response = await _client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Idempotency-Key", await TextAsync(response), StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<HttpResponseMessage> AddAsync(string name, string? key, string kubeconfig = "k", CancellationToken cancellationToken = default) =>
        SendAsync("POST", "clusters", $$"""{"name":"{{name}}","kubeconfig":"{{kubeconfig}}"}""", key, cancellationToken);

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? body, string? key, CancellationToken cancellationToken = default) =>
        _client.SendAsync(Request(method, path, body, key), cancellationToken == default ? Cancellation : cancellationToken);

    private static HttpRequestMessage Request(string method, string path, string? body, string? key)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), "api/v1/" + path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(Cancellation);

    private static async Task<string> ProblemAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["type"]!;
    }
}
