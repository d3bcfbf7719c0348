using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class WatchTests(GatewayFixture gateway)
{
    [Fact]
    public async Task A_watch_begins_with_what_exists_and_goes_on_with_what_changes()
    {
        await gateway.ShowAsync(Sample.Cluster("seen"));
        await gateway.ShowAsync(Sample.Registry("seen/quay/one"));
        await using var watch = await OpenAsync("watch?kind=registry&cluster=seen");
        var first = await NextAsync(watch, "synced");
        Assert.All(first, item => Assert.Equal("snapshot", item.EventType));

        await gateway.ShowAsync(Sample.Registry("seen/quay/two", available: false));
        var changed = (await NextAsync(watch, "changed", "seen/quay/two"))[^1];
        Assert.False((bool)changed.Data!["registry"]!["available"]!);
        Assert.Contains('/', changed.EventId!);

        await gateway.Grains.GetGrain<Grains.Index.IFleetIndexGrain>(Grains.Index.FleetIndexShards.Of(Domain.Clusters.ClusterName.Parse("seen")))
            .ForgetRegistry(Domain.Quay.RegistryKey.Parse("seen/quay/two"), 1);
        await NextAsync(watch, "removed", "seen/quay/two");

        await using var resumed = await OpenAsync("watch?kind=registry&cluster=seen", changed.EventId);
        var missed = await NextAsync(resumed, "heartbeat");
        Assert.DoesNotContain(missed, item => item.EventType == "snapshot");
        Assert.Contains(missed, item => item.EventType == "removed");
    }

    [Fact]
    public async Task A_registry_that_no_longer_matches_is_removed_from_a_filtered_watch()
    {
        await gateway.ShowAsync(Sample.Cluster("filtered"));
        await gateway.ShowAsync(Sample.Registry("filtered/quay/one", available: false));
        await using var watch = await OpenAsync("watch?kind=registry&cluster=filtered&available=false");
        await NextAsync(watch, null, "filtered/quay/one");
        await gateway.ShowAsync(Sample.Registry("filtered/quay/one", available: true));
        await NextAsync(watch, "removed", "filtered/quay/one");
    }

    private async Task<IAsyncEnumerator<SseItem<JsonNode?>>> OpenAsync(string path, string? after = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/" + path);
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        var response = await gateway.Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        return SseParser.Create(stream, (_, bytes) => JsonNode.Parse(bytes)).EnumerateAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    private static async Task<List<SseItem<JsonNode?>>> NextAsync(IAsyncEnumerator<SseItem<JsonNode?>> watch, string? type, string? key = null)
    {
        var seen = new List<SseItem<JsonNode?>>();
        while (await watch.MoveNextAsync())
        {
            if (type is null || watch.Current.EventType == type)
                if (key is null || (string?)watch.Current.Data?["key"] == key)
                {
                    if (key is not null || type is "heartbeat") seen.Add(watch.Current);
                    return seen;
                }
            seen.Add(watch.Current);
        }
        throw new InvalidOperationException("The stream ended.");
    }
}
