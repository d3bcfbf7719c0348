using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Fleet.Simulator.World.Actors;

namespace Fleet.Simulator.World;

/// <summary>
/// Plays on one cluster what a bare API server lacks: router, bucket and volume provisioner, Deployment and Job controller, kubelet,
/// autoscaler, CA injection. Objects at rest cost nothing: what is played is read when it is due, and no timer runs while nothing is.
/// </summary>
internal sealed class ClusterWorld
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly IWorldCluster _cluster;
    private readonly WorldSettings _settings;
    private readonly WorldOrders _orders;
    private readonly IReadOnlyList<Actor> _actors;
    private readonly WorkList _work;
    private TaskCompletionSource _signal = NewSignal();

    public ClusterWorld(IWorldCluster cluster, WorldOrders orders, WorldSettings settings)
    {
        (_cluster, _settings, _orders) = (cluster, settings, orders);
        _work = new WorkList(settings.Clock);
        _actors = [.. Cast.Of(cluster, orders, settings)];
    }

    /// <summary>Plays until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        void Again(string? subject) => _ = AgainAsync(subject, end.Token);
        _orders.Changed += Again;
        try
        {
            var parts = new List<Task>
            {
                _cluster.WatchAsync(_actors.SelectMany(Watched).Distinct().ToArray(), _settings.Namespace, Changed, end.Token),
                PlayAsync(end.Token),
            };
            if (_settings.Parts.HasFlag(WorldParts.Monitoring)) parts.Add(MonitoringNamespace.OpenAsync(_cluster, _settings.Clock, end.Token));
            // A part that breaks ends the whole world: half a world would look like a slow cluster.
            while (parts.Count > 0)
            {
                var ended = await Task.WhenAny(parts);
                parts.Remove(ended);
                try
                {
                    await ended;
                }
                catch
                {
                    await end.CancelAsync();
                    await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    if (cancellation.IsCancellationRequested) return;
                    throw;
                }
            }
        }
        finally
        {
            _orders.Changed -= Again;
        }
    }

    /// <summary>Waits until nothing is due. Objects that never rest, as by an order to flap, make it wait for ever.</summary>
    public async Task QuietAsync(CancellationToken cancellation)
    {
        while (!_work.IsEmpty) await Task.Delay(TimeSpan.FromMilliseconds(2), _settings.Clock, cancellation);
    }

    private static IEnumerable<Resource> Watched(Actor actor) => actor.Follows is { } followed ? [actor.Watches, followed] : [actor.Watches];

    private void Changed(Resource resource, JsonObject subject)
    {
        for (var actor = 0; actor < _actors.Count; actor++)
            if (_actors[actor].Watches == resource || _actors[actor].Follows == resource)
                _work.Touch(
                    new WorkKey(actor, (string?)subject["metadata"]?["namespace"] ?? "", (string?)subject["metadata"]?["name"] ?? ""),
                    _actors[actor].Watches == resource && subject["metadata"]?["resourceVersion"] is not null ? subject : null);
        Wake();
    }

    // Orders changed: their subjects are looked at again, everything when a pattern or no subject is named.
    private async Task AgainAsync(string? subject, CancellationToken cancellation)
    {
        if (subject is not null && !subject.Contains('*', StringComparison.Ordinal) && subject.Split('/') is [var ns, var name])
        {
            for (var actor = 0; actor < _actors.Count; actor++) _work.Touch(new WorkKey(actor, ns, name));
            Wake();
            return;
        }
        foreach (var resource in _actors.Select(actor => actor.Watches).Distinct())
            await ShowAllAsync(resource, cancellation);
    }

    private async Task ShowAllAsync(Resource resource, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var list = await _cluster.GetAsync(resource.Collection(_settings.Namespace), cancellation);
                // Only the names: what the watch has shown meanwhile is newer than what the list shows.
                foreach (var item in (list?["items"] as JsonArray ?? []).OfType<JsonObject>()) Changed(resource, Named(item));
                return;
            }
            catch (Exception failed) when (IsPassing(failed, cancellation))
            {
                _settings.Log($"{resource.Plural}: {failed.Message.ReplaceLineEndings(" ")}");
            }
            await Task.Delay(Retry, _settings.Clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static JsonObject Named(JsonObject item) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["namespace"] = (string?)item["metadata"]?["namespace"],
            ["name"] = (string?)item["metadata"]?["name"],
        },
    };

    private Task PlayAsync(CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            DueAsync(cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = _settings.Concurrency, CancellationToken = cancellation },
            async (due, cancelled) => await PlayOneAsync(due.Key, due.Shown, cancelled));

    private async IAsyncEnumerable<(WorkKey Key, JsonObject? Shown)> DueAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var signal = _signal.Task;
            if (_work.TryTake(out var key, out var shown, out var wait)) yield return (key, shown);
            else if (wait is null) await signal.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else await signal.WaitAsync(wait.Value, _settings.Clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PlayOneAsync(WorkKey key, JsonObject? shown, CancellationToken cancellation)
    {
        var actor = _actors[key.Actor];
        try
        {
            if ((shown ?? await _cluster.GetAsync(actor.Watches.Item(key.Namespace, key.Name), cancellation)) is not { } json)
            {
                _work.Settle(key, after: null);
                return;
            }
            var read = new Observed(json, TimeSpan.Zero);
            _work.Settle(key, await actor.PlayAsync(read with { Age = _work.AgeOf(key, read.Uid, read.Generation) }, cancellation));
        }
        catch (Exception failed) when (IsPassing(failed, cancellation))
        {
            // Deleted or changed meanwhile is ordinary; the watch says so, and the retry is for the case that it does not.
            if (failed is not ApiException { Status: HttpStatusCode.NotFound or HttpStatusCode.Conflict })
                _settings.Log($"{actor.Watches.Plural} {key.Namespace}/{key.Name}: {failed.Message.ReplaceLineEndings(" ")}");
            _work.Settle(key, Retry);
        }
        // Settled, it may be due again while all others wait.
        Wake();
    }

    private static bool IsPassing(Exception failed, CancellationToken cancellation) =>
        failed is ApiException or HttpRequestException or IOException or InvalidDataException or OperationCanceledException && !cancellation.IsCancellationRequested;

    private void Wake() => Interlocked.Exchange(ref _signal, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
