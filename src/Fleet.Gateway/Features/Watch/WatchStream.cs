using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Fleet.Api.V1;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;

namespace Fleet.Gateway.Features.Watch;

/// <summary>The events of one watcher. What a change led to is looked up when it is sent, so a burst ends in the newest state.</summary>
internal sealed class WatchStream(FleetView view, VisibleFleet fleet, WatchSelection selection, StandingCaller caller, TimeProvider time)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _sent = [];
    private readonly HashSet<string> _sentClusters = [];
    private bool _resumed;

    /// <param name="after">What the watcher knows; null for nothing.</param>
    public async IAsyncEnumerable<SseItem<WatchEvent>> ReadAsync(
        FleetPosition? after, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using var watch = view.Watch(after);
        _resumed = watch.Start is null;
        // Until all of it was sent the watcher knows no position that it could resume from.
        foreach (var item in watch.Start is { } start ? Snapshot(start) : []) yield return Event(WatchEventTypes.Snapshot, item, null);
        foreach (var missed in watch.Missed)
            if (Describe(missed) is { } item)
                yield return Event(item.Type, item.Data, null);
        var position = watch.Position;
        if (watch.Start is not null) yield return Event(WatchEventTypes.Synced, Nothing(), position);

        // Sent at once, so that a resumed watcher of a quiet fleet knows that it is connected.
        yield return Event(WatchEventTypes.Heartbeat, Nothing(), position);
        var beat = time.GetTimestamp();
        while (true)
        {
            var woken = await WakeAsync(watch, ending.Token);
            if (woken == Woken.Ended || !await caller.IsWelcomeAsync(ending.Token)) yield break;
            var isDue = time.GetElapsedTime(beat) >= Heartbeat;
            // Before the queue is emptied: all that leads up to it is in there.
            var reached = isDue ? view.Position : null;
            while (watch.Changes.TryRead(out var change))
            {
                position = position.After(change, view.Now);
                if (Describe(change.Change) is { } item) yield return Event(item.Type, item.Data, position);
            }
            if (woken == Woken.Late)
            {
                yield return Event(WatchEventTypes.Resync, Nothing(), null);
                yield break;
            }
            if (reached is null) continue;
            beat = time.GetTimestamp();
            // A shard that was activated anew numbers anew: whoever returns is shown everything.
            position = reached;
            yield return Event(WatchEventTypes.Heartbeat, Nothing(), position);
        }
    }

    private async Task<Woken> WakeAsync(FleetWatch watch, CancellationToken cancellationToken)
    {
        using var pause = new CancellationTokenSource(StandingCaller.LookEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
        try
        {
            await watch.Changes.WaitToReadAsync(either.Token);
            return Woken.ByChange;
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested ? Woken.Ended : Woken.ByTime;
        }
        catch (WatcherTooSlowException)
        {
            return Woken.Late;
        }
    }

    private IEnumerable<WatchEvent> Snapshot(FleetPicture picture)
    {
        var now = view.Now;
        if (selection.Clusters)
            foreach (var cluster in fleet.ReadClusters(picture, now).Where(cluster => IsSelected(cluster.Summary.Name.ToString())))
            {
                _sentClusters.Add(cluster.Summary.Name.ToString());
                yield return Cluster(cluster.ToWire());
            }
        if (selection.Registries)
            foreach (var registry in fleet.ReadRegistries(picture, now).Where(selection.Filter.Matches))
            {
                _sent.Add(registry.Id);
                yield return Registry(registry.ToWire(), registry.Id);
            }
    }

    private (string Type, WatchEvent Data)? Describe(FleetChange change) => change switch
    {
        FleetChange.Cluster cluster => selection.Clusters && IsSelected(cluster.Name.ToString()) ? Describe(cluster) : null,
        FleetChange.Registry registry => selection.Registries ? Describe(registry) : null,
        _ => throw new InvalidOperationException($"unknown change {change.GetType().Name}"),
    };

    // A cluster that the watcher was never told of is not removed for it: it may be out of its scope.
    private (string Type, WatchEvent Data)? Describe(FleetChange.Cluster change)
    {
        var name = change.Name.ToString();
        if (fleet.ReadCluster(change.Name, view.Now) is { } reading)
        {
            _sentClusters.Add(name);
            return (WatchEventTypes.Changed, Cluster(reading.ToWire()));
        }
        return _sentClusters.Remove(name) || _resumed ? (WatchEventTypes.Removed, new WatchEvent("cluster", name, null, null, view.Now)) : null;
    }

    private (string Type, WatchEvent Data)? Describe(FleetChange.Registry change)
    {
        var key = change.Key.ToString();
        if (fleet.ReadRegistry(change.Key, view.Now) is { } reading && selection.Filter.Matches(reading))
        {
            _sent.Add(key);
            return (WatchEventTypes.Changed, Registry(reading.ToWire(), key));
        }
        // A resumed watcher may have been sent it before; telling it of a removal too many does no harm.
        return _sent.Remove(key) || _resumed ? (WatchEventTypes.Removed, new WatchEvent("registry", key, null, null, view.Now)) : null;
    }

    private bool IsSelected(string cluster) => selection.ClusterName is null || selection.ClusterName == cluster;

    private WatchEvent Cluster(Cluster cluster) => new("cluster", cluster.Name, cluster, null, view.Now);

    private WatchEvent Registry(Registry registry, string key) => new("registry", key, null, registry, view.Now);

    private WatchEvent Nothing() => new(null, null, null, null, view.Now);

    private static SseItem<WatchEvent> Event(string type, WatchEvent data, FleetPosition? position) => new(data, type) { EventId = position?.ToString() };

    private enum Woken
    {
        ByChange,
        ByTime,
        Late,
        Ended,
    }
}
