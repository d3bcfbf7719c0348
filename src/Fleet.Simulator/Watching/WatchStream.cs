using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.Requests;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Watching;

/// <summary>
/// One open watch. It holds no queue: it reads the cluster's history from where it stands, so that a slow reader costs nothing and is told
/// 410 when it falls too far behind.
/// </summary>
internal static class WatchStream
{
    private static readonly TimeSpan DefaultLength = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(50);

    public static KubeAnswer Open(ResourceCall call, ClusterState state, AcceptedForm form)
    {
        var selection = Selection.Of(call);
        var options = ListOptions.Read(call.Request, watch: true);
        return new KubeAnswer.Watch(cancellation => RunAsync(call, state, selection, form, options, cancellation));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> RunAsync(
        ResourceCall call, ClusterState state, Selection selection, AcceptedForm form, ListOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (time, version) = (call.Cluster.Time, options.Version);
        using var end = new CancellationTokenSource(options.Timeout ?? DefaultLength, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellation);
        if (version == 0)
        {
            foreach (var o in state.Of(call.Kind.Resource).Values.Where(o => selection.Matches(o, call.Marker)))
                yield return Line("ADDED", Forms.Write(o, form, call.Marker).Span);
            version = state.Version;
        }
        var nextBookmark = time.GetUtcNow() + call.Cluster.Options.BookmarkInterval;
        while (!both.IsCancellationRequested)
        {
            // The kind's definition went: the connection ends, as a real server's does.
            if (!call.Cluster.State.Kinds.ContainsKey(call.Kind.Resource)) yield break;
            if (call.Cluster.History.After(version, call.Kind.Resource) is not var (events, newest, next))
            {
                yield return Line("ERROR", Encoding.UTF8.GetBytes(Refusals.Gone($"too old resource version: {version} ({call.Cluster.History.Forgotten})").Status().ToJsonString()));
                yield break;
            }
            foreach (var change in events)
            {
                version = change.Version;
                if (Select(change, selection, call.Marker) is not var (type, shown)) continue;
                var fate = call.Cluster.Faults.OnEvent();
                if (fate == Faults.EventFate.Drop) continue;
                if (fate == Faults.EventFate.Delay) await Task.Delay(Late, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var line = Line(type, Forms.Write(shown, form, call.Marker).Span);
                if (fate == Faults.EventFate.Cut)
                {
                    yield return line.AsMemory(0, line.Length / 2);
                    throw new Faults.ConnectionCutException();
                }
                yield return line;
            }
            // Not the state's version: it is ahead of the history while a write is under way, and what comes between would be passed over.
            version = Math.Max(version, newest);
            var now = time.GetUtcNow();
            if (options.Bookmarks && now >= nextBookmark)
            {
                yield return Line("BOOKMARK", Encoding.UTF8.GetBytes(Bookmark(call, form, version).ToJsonString()));
                nextBookmark = now + call.Cluster.Options.BookmarkInterval;
            }
            var wait = options.Bookmarks ? nextBookmark - now : Timeout.InfiniteTimeSpan;
            await WaitAsync(next, wait, time, both.Token);
        }
    }

    private static async Task WaitAsync(Task next, TimeSpan wait, TimeProvider time, CancellationToken cancellation)
    {
        // Ended, changed, or time for a bookmark: the loop looks which.
        await next.WaitAsync(wait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static (string Type, StoredObject Shown)? Select(ClusterEvent change, Selection selection, string marker)
    {
        var (was, isNow) = (change.Before is { } before && selection.Matches(before, marker), change.After is { } after && selection.Matches(after, marker));
        return (was, isNow) switch
        {
            (false, true) => ("ADDED", change.After!),
            (true, true) => ("MODIFIED", change.After!),
            (true, false) => ("DELETED", change.Last ?? change.After!),
            _ => null,
        };
    }

    private static JsonObject Bookmark(ResourceCall call, AcceptedForm form, long version) => new()
    {
        ["kind"] = form == AcceptedForm.MetadataOnly ? "PartialObjectMetadata" : call.Kind.Kind,
        ["apiVersion"] = form == AcceptedForm.MetadataOnly ? "meta.k8s.io/v1" : call.Kind.ApiVersion(call.Path.Version),
        ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null },
    };

    private static byte[] Line(string type, ReadOnlySpan<byte> obj)
    {
        var head = Encoding.ASCII.GetBytes($"{{\"type\":\"{type}\",\"object\":");
        var line = new byte[head.Length + obj.Length + 2];
        head.CopyTo(line, 0);
        obj.CopyTo(line.AsSpan(head.Length));
        line[^2] = (byte)'}';
        line[^1] = (byte)'\n';
        return line;
    }
}
