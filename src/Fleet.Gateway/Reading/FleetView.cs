using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Grains.Index;

namespace Fleet.Gateway.Reading;

/// <summary>
/// The whole read model in memory: a list of all registries is answered from here. Written by one subscription per shard, read by
/// everybody; the picture is replaced atomically, together with telling the watchers.
/// </summary>
internal sealed class FleetView(TimeProvider time)
{
    private const int Backlog = 16_384;
    private const int Memory = 16_384;

    private readonly Lock _gate = new();
    private readonly ChangeFeed _feed = new(Backlog, Memory);
    private readonly FreshnessLookout _lookout = new();
    private volatile FleetPicture _picture = FleetPicture.Empty;

    /// <summary>Clocks of gateways differ, and positions are written to the second.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(5);

    public FleetPicture Picture => _picture;

    public DateTimeOffset Now => time.GetUtcNow();

    public void Replace(FleetSnapshot snapshot)
    {
        lock (_gate)
        {
            var begins = _picture.Positions[snapshot.Shard] is not { } known || known.Epoch != snapshot.Epoch;
            Publish(ShardFold.Replace(_picture, snapshot), new ShardVersion(snapshot.Shard, snapshot.Version), begins, snapshot.Clusters.Select(cluster => cluster.Name));
        }
    }

    /// <summary>False when something before the delta was lost, so that only a snapshot helps.</summary>
    public bool TryApply(FleetDelta delta)
    {
        lock (_gate)
        {
            var outcome = ShardFold.Apply(_picture, delta);
            if (outcome is FoldOutcome.Folded folded) Publish(folded, new ShardVersion(delta.Shard, delta.Version), begins: false, delta.Cluster is { } cluster ? [cluster.Name] : []);
            return outcome is not FoldOutcome.Gap;
        }
    }

    /// <summary>Whether everything up to this position of a shard is part of the picture.</summary>
    public bool HasReached(int shard, ShardPosition position)
    {
        lock (_gate) return _picture.Positions[shard] is { } reached && reached.Epoch == position.Epoch && reached.Version >= position.Version;
    }

    /// <summary>Tells watchers about clusters that turned stale, which no message does.</summary>
    public void LookForStale()
    {
        lock (_gate) _feed.Publish(_lookout.Look(_picture, Now));
    }

    /// <summary>What a watcher who has read everything published so far knows.</summary>
    public FleetPosition Position
    {
        get
        {
            lock (_gate) return FleetPosition.Of(_picture, Now);
        }
    }

    /// <param name="after">Resume after this position; null starts with the whole picture.</param>
    public FleetWatch Watch(FleetPosition? after)
    {
        lock (_gate)
        {
            var position = FleetPosition.Of(_picture, Now);
            ImmutableArray<FleetChange>? missed = null;
            var resumed = after is not null && after.Epochs == position.Epochs && after.At <= position.At + Doubt && _feed.TryReplay(after.Versions, out missed);
            if (resumed) missed = [.. missed!.Value, .. FreshnessLookout.TurnedSince(_picture, after!.At - Doubt, position.At)];
            var watcher = _feed.Join();
            return new FleetWatch(resumed ? null : _picture, missed ?? [], position, watcher.Reader, () =>
            {
                lock (_gate) _feed.Leave(watcher);
            });
        }
    }

    /// <summary>Waits until the picture shows what a write led to, so that the writer's next read sees it; gives up after a moment.</summary>
    public async Task ShowsAsync(Func<FleetPicture, bool> shown, CancellationToken cancellationToken)
    {
        using var watch = Watch(null);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            while (!shown(_picture)) await watch.Changes.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The write stands; only this gateway has not heard of it yet.
        }
    }

    private void Publish(FoldOutcome.Folded folded, ShardVersion version, bool begins, IEnumerable<ClusterName> told)
    {
        var before = _picture;
        _picture = folded.Picture;
        ImmutableArray<FleetChange> changes = [.. folded.Changes, .. FreshnessLookout.TurnedBy(before, _picture, told, Now)];
        if (begins) _feed.Begin(version, changes);
        else _feed.Publish(version, changes);
        if (folded.Changes.Any(change => change is FleetChange.Cluster)) _feed.Publish(_lookout.Look(_picture, Now));
    }
}
