using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Tests.Contract;
using Fleet.Kubernetes.Watching;
using Fleet.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Fleet.Kubernetes.Tests.Scripted;

public class ScriptedWatchTests
{
    private static readonly WatchTarget Maps = new(ResourceKind.ConfigMap, "ns", null, metadataOnly: false);

    [Fact]
    public async Task A_410_as_http_status_leads_to_a_list_like_one_within_the_stream()
    {
        await using var server = await ScriptedServer.StartAsync(async (context, verb, count) =>
        {
            if (verb == "GET") await context.Response.WriteAsync($$"""{"metadata":{"resourceVersion":"{{count}}0"},"items":[{{(count == 1 ? Item("a", 1) : "")}}]}""");
            else if (count == 1) context.Response.StatusCode = 410;
            else if (count == 2) await context.Response.WriteAsync("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n");
            else await HoldAsync(context);
        });
        await using var api = server.Connect();
        await using var watched = new Watched(api, null, Maps);
        await Wait.UntilAsync(() => server.Requests.Any(request => request.StartsWith("WATCH", StringComparison.Ordinal) && request.Contains("resourceVersion=30", StringComparison.Ordinal)), "it watches from the third list");
        Assert.Equal(1, watched.Count<WatchChange.Deleted>());
        Assert.All(server.Requests.Where(request => request.StartsWith("WATCH", StringComparison.Ordinal)), request => Assert.Contains("resourceVersion=", request));
    }

    [Fact]
    public async Task Malformed_objects_are_told_with_their_problem_and_broken_lines_lead_to_a_list()
    {
        await using var server = await ScriptedServer.StartAsync(async (context, verb, count) =>
        {
            if (verb == "GET") await context.Response.WriteAsync(ScriptedServer.EmptyList);
            else if (count == 1)
                await context.Response.WriteAsync(
                    """{"type":"ADDED","object":{"metadata":{"name":"odd","namespace":"ns","uid":"u","resourceVersion":"11","labels":7}}}""" + "\n"
                    + """{"type":"ADDED","object":{"metadata":{"name":""" + "\n");
            else await HoldAsync(context);
        });
        await using var api = server.Connect();
        await using var watched = new Watched(api, null, Maps);
        await Wait.UntilAsync(() => watched.Count<WatchChange.Deleted>() == 1, "the list corrects the picture");
        Assert.Equal("metadata.labels: must be an object", watched.Changes.OfType<WatchChange.Upserted>().Single().Problem);
    }

    [Fact]
    public async Task Bookmarks_move_the_position_and_the_server_is_asked_to_end_the_watch_itself()
    {
        await using var server = await ScriptedServer.StartAsync(async (context, verb, count) =>
        {
            if (verb == "GET") await context.Response.WriteAsync(ScriptedServer.EmptyList);
            else if (count == 1) await context.Response.WriteAsync("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"77"}}}""" + "\n");
            else await HoldAsync(context);
        });
        await using var api = server.Connect();
        await using var watched = new Watched(api, Watched.Quick with { BriefWatch = TimeSpan.Zero, Roll = () => 0.5 }, Maps);
        await Wait.UntilAsync(() => server.Requests.Count(request => request.StartsWith("WATCH", StringComparison.Ordinal)) == 2, "it resumes");
        var watches = server.Requests.Where(request => request.StartsWith("WATCH", StringComparison.Ordinal)).ToList();
        Assert.Contains("resourceVersion=10&timeoutSeconds=450", watches[0]);
        Assert.Contains("resourceVersion=77", watches[1]);
        Assert.All(watches, watch => Assert.Contains("allowWatchBookmarks=true", watch));
    }

    [Fact]
    public async Task A_consumer_that_does_not_read_slows_the_watch_down_and_loses_nothing()
    {
        const int Objects = 20_000;
        await using var server = await ScriptedServer.StartAsync(async (context, verb, _) =>
        {
            if (verb == "GET") await context.Response.WriteAsync(ScriptedServer.EmptyList);
            else
            {
                for (var index = 0; index < Objects; index++)
                    await context.Response.WriteAsync($$"""{"type":"ADDED","object":{{Item($"o{index}", index + 11)}}}""" + "\n");
                await HoldAsync(context);
            }
        });
        await using var api = server.Connect();
        await using var session = new WatchSession(api, Watched.Quick with { Capacity = 2, BatchSize = 16 });
        session.SetTargets([Maps]);
        var running = session.RunAsync(TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => session.Batches.Count == 2, "the channel is full");
        var names = new HashSet<string>();
        while (names.Count < Objects)
            foreach (var change in (await session.Batches.ReadAsync(TestContext.Current.CancellationToken)).Changes.OfType<WatchChange.Upserted>())
                Assert.True(names.Add(change.Object.Key.Name));
        await session.DisposeAsync();
        await running;
    }

    private static string Item(string name, int version) =>
        $$"""{"metadata":{"name":"{{name}}","namespace":"ns","uid":"u-{{name}}","resourceVersion":"{{version}}"},"data":{} }""";

    private static async Task HoldAsync(HttpContext context)
    {
        await context.Response.StartAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
