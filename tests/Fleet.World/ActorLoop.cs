using System.Net;
using System.Text.Json.Nodes;
using Fleet.World.Actors;

namespace Fleet.World;

/// <summary>Feeds one actor: what it watches, one object at a time, again when it asks for it.</summary>
internal sealed class ActorLoop(Actor actor, ClusterApi api, string? ns, TimeProvider clock, Action<string> log)
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _due = new(StringComparer.Ordinal);
    private TaskCompletionSource _signal = NewSignal();

    /// <summary>Shows the actor everything again, since its orders changed.</summary>
    public void Again()
    {
        lock (_lock)
            foreach (var key in _known.Keys)
                _due[key] = clock.GetTimestamp();
        Wake();
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var watching = new ResourceWatch(api, actor.Watches.Collection(ns), clock, log).RunAsync(Relisted, Changed, Deleted, cancellation);
        var playing = PlayAsync(cancellation);
        // The first to break ends this at once; the caller's cancellation then ends the other.
        await await Task.WhenAny(watching, playing);
        await Task.WhenAll(watching, playing);
    }

    private async Task PlayAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var signal = _signal.Task;
            try
            {
                if (Take(out var wait) is not { } next)
                {
                    using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                    await Task.WhenAny(signal, Task.Delay(wait, clock, over.Token));
                    await over.CancelAsync();
                    continue;
                }
                if (await PlayOneAsync(next, cancellation) is { } after) Schedule(Key(next.Json), after, keepEarlier: true);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<TimeSpan?> PlayOneAsync(Observed subject, CancellationToken cancellation)
    {
        try
        {
            return await actor.PlayAsync(subject, cancellation);
        }
        catch (ApiException refused) when (refused.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Deleted or changed meanwhile; the watch says so, and this is for the case that it does not.
            return Retry;
        }
        catch (Exception failed) when (failed is ApiException or HttpRequestException or IOException or OperationCanceledException
            && !cancellation.IsCancellationRequested)
        {
            log($"{actor.Watches.Plural} {subject.Namespace}/{subject.Name}: {failed.Message.ReplaceLineEndings(" ")}");
            return Retry;
        }
    }

    private Observed? Take(out TimeSpan wait)
    {
        lock (_lock)
        {
            wait = TimeSpan.FromMinutes(1);
            while (_due.Count > 0)
            {
                var (key, due) = _due.MinBy(entry => entry.Value);
                var now = clock.GetTimestamp();
                if (due > now)
                {
                    wait = clock.GetElapsedTime(now, due);
                    return null;
                }
                _due.Remove(key);
                if (_known.TryGetValue(key, out var known)) return new Observed(known.Json, clock.GetElapsedTime(known.Since, now));
            }
            return null;
        }
    }

    private void Relisted(IReadOnlyList<JsonObject> items)
    {
        lock (_lock)
        {
            var present = items.Select(Key).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in _known.Keys.Where(key => !present.Contains(key)).ToArray()) _known.Remove(gone);
        }
        foreach (var item in items) Changed(item);
    }

    private void Changed(JsonObject item)
    {
        var key = Key(item);
        var subject = new Observed(item, TimeSpan.Zero);
        lock (_lock)
        {
            var same = _known.TryGetValue(key, out var known) && known.Uid == subject.Uid && known.Generation == subject.Generation;
            _known[key] = new Known(item, subject.Uid, subject.Generation, same ? known!.Since : clock.GetTimestamp());
        }
        Schedule(key, TimeSpan.Zero, keepEarlier: false);
    }

    private void Deleted(JsonObject item)
    {
        lock (_lock) _known.Remove(Key(item));
    }

    private void Schedule(string key, TimeSpan after, bool keepEarlier)
    {
        lock (_lock)
        {
            var due = clock.GetTimestamp() + (long)(after.TotalSeconds * clock.TimestampFrequency);
            if (keepEarlier && _due.TryGetValue(key, out var earlier) && earlier < due) return;
            _due[key] = due;
        }
        Wake();
    }

    private void Wake() => Interlocked.Exchange(ref _signal, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Key(JsonObject item) => $"{(string?)item["metadata"]?["namespace"]}/{(string?)item["metadata"]?["name"]}";

    private sealed record Known(JsonObject Json, string Uid, long Generation, long Since);
}
