using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Gateway.Security;
using Fleet.Gateway.Tests.Access;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class CallerLimitsTests(CallerLimitsTests.Gateway gateway) : IClassFixture<CallerLimitsTests.Gateway>
{
    public sealed class Gateway : GatewayFixture
    {
        public Gateway() => Limits = new CallerLimits(RequestsPerSecond: 50, Watches: 2);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        using var other = gateway.Client();
        using var client = gateway.Client(await Tokens.CreateAsync(other, "hasty", "viewer", null));
        var responses = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => client.GetAsync("api/v1/fleet", Cancellation)));
        var refused = responses.First(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.All(responses, response => Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
        Assert.True(responses.Count(response => response.StatusCode == HttpStatusCode.OK) >= 100);
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        await AssertProblemAsync(refused, "too-many-requests");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("api/v1/fleet", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_caller_has_so_many_watches_and_gets_another_when_one_is_closed()
    {
        using var admin = gateway.Client();
        using var client = gateway.Client(await Tokens.CreateAsync(admin, "watchful", "viewer", null));
        var open = new List<HttpResponseMessage>();
        foreach (var path in (string[])["watch", "rollouts/july/watch"]) open.Add(await OpenAsync(client, path));
        Assert.All(open, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        var refused = await OpenAsync(client, "watch");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await AssertProblemAsync(refused, "too-many-watches");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("api/v1/fleet", Cancellation)).StatusCode);
        using (var theirs = await OpenAsync(admin, "watch")) Assert.Equal(HttpStatusCode.OK, theirs.StatusCode);

        open[0].Dispose();
        await Testing.Wait.UntilAsync(
            async () =>
            {
                using var another = await OpenAsync(client, "watch");
                return another.StatusCode == HttpStatusCode.OK;
            },
            "there is room for another");
        open[1].Dispose();
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client, string path) =>
        client.GetAsync("api/v1/" + path, HttpCompletionOption.ResponseHeadersRead, Cancellation);

    private static async Task AssertProblemAsync(HttpResponseMessage response, string slug)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("urn:quay-fleet:problem:" + slug, (string?)(await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["type"]);
    }
}
