using System.Text.Json.Nodes;
using Fleet.Simulator.World;

namespace Fleet.World;

/// <summary>
/// List, then watch, for as long as it is asked to. Whatever goes wrong (410, a restart of the server, a kind that is not served yet) ends
/// in a new list after a pause, so an event is late at worst, never lost.
/// </summary>
internal sealed class ResourceWatch(ClusterApi api, string collection, TimeProvider clock, Action<string> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="changed">Everything there is, then every object that was added or modified.</param>
    public async Task RunAsync(Action<JsonObject> changed, CancellationToken cancellation)
    {
        string? said = null;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ListAndWatchAsync(changed, cancellation);
                said = null;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed) when (failed is ApiException or HttpRequestException or IOException or InvalidDataException
                or System.Text.Json.JsonException or OperationCanceledException)
            {
                // Once, not every second: a cluster without Routes is an ordinary cluster.
                if (said != failed.Message) log($"{collection}: {failed.Message.ReplaceLineEndings(" ")}");
                said = failed.Message;
            }
            try
            {
                await Task.Delay(Pause, clock, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListAndWatchAsync(Action<JsonObject> changed, CancellationToken cancellation)
    {
        var list = await api.GetAsync(collection, cancellation) ?? throw new InvalidDataException("not served");
        foreach (var item in (list["items"] as JsonArray ?? []).OfType<JsonObject>()) changed(item);
        var version = (string?)list["metadata"]?["resourceVersion"] ?? "";
        while (true)
        {
            var seen = version;
            await foreach (var watchEvent in api.WatchAsync(collection, version, cancellation))
            {
                if (watchEvent["object"] is not JsonObject subject) continue;
                switch ((string?)watchEvent["type"])
                {
                    case "ADDED" or "MODIFIED": changed(subject); break;
                    case "DELETED" or "BOOKMARK": break;
                    // Usually 410 as a Status object: the version is too old to go on from.
                    default: throw new InvalidDataException($"watch ended: {(string?)subject["message"]}");
                }
                version = (string?)subject["metadata"]?["resourceVersion"] ?? version;
            }
            // A server that closes at once without a word would otherwise be asked in a tight loop.
            if (seen == version) await Task.Delay(Pause, clock, cancellation);
        }
    }
}
