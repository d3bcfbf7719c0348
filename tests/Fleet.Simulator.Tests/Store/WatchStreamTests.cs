using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.Requests;
using Fleet.Simulator.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Simulator.Tests.Store;

public sealed class WatchStreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bookmark_between_a_change_and_its_place_in_the_history_does_not_pass_over_it()
    {
        var journal = new SlowJournal();
        var cluster = new SimulatedCluster(
            new SimulatedClusterOptions("sim", "0a1b2c3d") { BookmarkInterval = TimeSpan.FromMilliseconds(2) }, ClusterImage.Empty, TimeProvider.System, NullLogger.Instance, journal);
        var watch = Assert.IsType<KubeAnswer.Watch>(await cluster.HandleAsync(
            new KubeRequest("GET", "/api/v1/namespaces", new Dictionary<string, string> { ["watch"] = "1", ["allowWatchBookmarks"] = "1" }), Ct));
        await using var lines = watch.Lines(Ct).GetAsyncEnumerator(Ct);
        await BookmarkAsync();

        var writing = Task.Run(() => cluster.HandleAsync(
            new KubeRequest("POST", "/api/v1/namespaces", KubeRequest.NoQuery, Encoding.UTF8.GetBytes("""{"metadata":{"name":"late"}}"""), "application/json"), Ct), Ct);
        await journal.Asked.WaitAsync(Ct);
        // More than one, for one that was under way.
        for (var bookmark = 0; bookmark < 3; bookmark++) await BookmarkAsync();
        journal.Release();
        await writing;
        // Passed over, it would never come: the next one shows which comes first.
        await cluster.HandleAsync(
            new KubeRequest("POST", "/api/v1/namespaces", KubeRequest.NoQuery, Encoding.UTF8.GetBytes("""{"metadata":{"name":"later"}}"""), "application/json"), Ct);
        while (await lines.MoveNextAsync())
            if (Line() is { } line && (string?)line["type"] == "ADDED")
            {
                Assert.Equal("late", (string?)line["object"]!["metadata"]!["name"]);
                return;
            }

        async Task BookmarkAsync()
        {
            do Assert.True(await lines.MoveNextAsync());
            while ((string?)Line()["type"] != "BOOKMARK");
        }

        JsonNode Line() => JsonNode.Parse(lines.Current.Span)!;
    }

    /// <summary>Keeps nothing, and takes its time over it while the cluster's lock is held.</summary>
    private sealed class SlowJournal : IClusterJournal
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _released;

        public Task Asked => _asked.Task;

        public void Release() => Volatile.Write(ref _released, true);

        public Task KeepAsync(string resource, ObjectName name, StoredObject? after, long version)
        {
            _asked.TrySetResult();
            SpinWait.SpinUntil(() => Volatile.Read(ref _released), TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        }
    }
}
