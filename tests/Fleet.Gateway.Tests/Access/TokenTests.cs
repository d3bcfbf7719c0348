using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Gateway.Security;
using Fleet.Gateway.Security.Tokens;
using Fleet.Gateway.Tests.Http;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Access;

public sealed class TokenTests(GatewayFixture gateway)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_token_is_shown_once_and_kept_as_a_hash()
    {
        using var admin = gateway.Client();
        var token = await Tokens.CreateAsync(admin, "once", "viewer", "team=in");
        Assert.StartsWith(ApiTokens.Prefix, token, StringComparison.Ordinal);
        Assert.DoesNotContain(token, await admin.GetStringAsync("api/v1/tokens/once"), StringComparison.Ordinal);
        Assert.Equal(ApiTokens.Hash(token), (await gateway.Tokens.FindAsync("once", default))!.Hash);
        Assert.DoesNotContain(gateway.Audit.Rows, row => row.Line.Contains(token, StringComparison.Ordinal));

        using var client = gateway.Client(token);
        var me = (await client.GetFromJsonAsync<JsonNode>("api/v1/whoami"))!;
        Assert.Equal("token/once", (string)me["name"]!);
        Assert.Equal("team=in", (string)me["grants"]![0]!["clusters"]!);
    }

    [Theory]
    [InlineData("""{}""", "#/name #/roles #/expiresAt")]
    [InlineData("""{"name":"x","roles":["root"],"expiresAt":"2000-01-01T00:00:00Z"}""", "#/roles/0 #/expiresAt")]
    [InlineData("""{"name":"x","roles":["viewer"],"clusters":"","expiresAt":"2999-01-01T00:00:00Z"}""", "#/clusters #/expiresAt")]
    [InlineData("""{"name":"x","roles":["viewer"],"clusters":"=b","expiresAt":"2000-01-01T00:00:00Z"}""", "#/clusters #/expiresAt")]
    public async Task What_will_not_do_is_named_field_by_field(string body, string pointers)
    {
        using var admin = gateway.Client();
        var response = await admin.PostAsync("api/v1/tokens", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(pointers, string.Join(' ', problem["errors"]!.AsArray().Select(error => (string)error!["pointer"]!)));
    }

    [Fact]
    public async Task A_token_revoked_on_one_gateway_is_refused_by_the_other_within_seconds_and_its_watch_ends()
    {
        await using var other = new GatewayFixture { Tokens = gateway.Tokens };
        await other.InitializeAsync();
        using var admin = gateway.Client();
        using var client = other.Client(await Tokens.CreateAsync(admin, "leaked", "viewer", null));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("api/v1/clusters")).StatusCode);
        using var stream = await client.GetStreamAsync("api/v1/watch");

        Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync("api/v1/tokens/leaked")).StatusCode);

        await Wait.UntilAsync(async () => (await client.GetAsync("api/v1/clusters")).StatusCode == HttpStatusCode.Unauthorized, "the other gateway refuses the token");
        // Ends, or this test never does.
        await stream.CopyToAsync(Stream.Null);
    }

    [Fact]
    public async Task A_token_counts_until_it_expires_and_a_removed_one_for_as_long_as_it_is_remembered()
    {
        var (time, store) = (new FakeTimeProvider(Noon), new MemoryTokens());
        using var known = new KnownTokens(store, time, NullLogger<KnownTokens>.Instance);
        await store.AddAsync(new StoredToken("short", ApiTokens.Hash("qft_short"), "viewer", "", "admin", Noon, Noon.AddMinutes(5), null), 10, default);
        await store.AddAsync(new StoredToken("gone", ApiTokens.Hash("qft_gone"), "viewer", "", "admin", Noon, Noon.AddDays(5), null), 10, default);

        Assert.NotNull(await known.FindAsync("qft_short", default));
        Assert.NotNull(await known.FindAsync("qft_gone", default));
        Assert.Null(await known.FindAsync("qft_guess", default));

        await store.RemoveAsync("gone", default);
        time.Advance(KnownTokens.Memory);
        Assert.Null(await known.FindAsync("qft_gone", default));
        Assert.NotNull(await known.FindAsync("qft_short", default));

        time.Advance(TimeSpan.FromMinutes(5) - KnownTokens.Memory);
        Assert.Null(await known.FindAsync("qft_short", default));
    }

    [Fact]
    public async Task A_stream_notices_that_its_token_expired_though_the_store_still_has_it()
    {
        var time = new FakeTimeProvider(Noon);
        var standing = new StandingCaller(new Caller("token/x", Caller.ApiToken, [], Noon.AddMinutes(1), _ => ValueTask.FromResult(true)), time);
        Assert.True(await standing.IsWelcomeAsync(default));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await standing.IsWelcomeAsync(default));
    }

    [Fact]
    public async Task Uses_are_noted_together()
    {
        var (time, store) = (new FakeTimeProvider(Noon), new MemoryTokens());
        using var known = new KnownTokens(store, time, NullLogger<KnownTokens>.Instance);
        await store.AddAsync(new StoredToken("ci", ApiTokens.Hash("qft_ci"), "viewer", "", "admin", Noon, Noon.AddDays(5), null), 10, default);
        for (var i = 0; i < 3; i++)
        {
            await known.FindAsync("qft_ci", default);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Null((await store.FindAsync("ci", default))!.LastUsedAt);
        await known.FlushAsync(default);
        Assert.Equal(Noon.AddSeconds(2), (await store.FindAsync("ci", default))!.LastUsedAt);
    }
}
