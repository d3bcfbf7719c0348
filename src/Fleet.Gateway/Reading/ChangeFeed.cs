using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Fleet.Grains.Index;

namespace Fleet.Gateway.Reading;

/// <summary>A version of a shard.</summary>
internal readonly record struct ShardVersion(int Shard, long Version);

/// <param name="Of">The version of the index that brought it; null for what only time brought.</param>
/// <param name="IsLast">Whether it is the last that this version brought: who was told has that version.</param>
internal readonly record struct NumberedChange(FleetChange Change, ShardVersion? Of, bool IsLast)
{
    public ShardVersion? Completes => IsLast ? Of : null;
}

/// <summary>
/// Hands changes to watchers, and remembers those of the index for watchers that return, of whichever gateway. A watcher that does not keep up is let
/// go, and has to start anew. Not thread-safe: the view locks.
/// </summary>
/// <param name="backlog">How many changes a watcher may be behind.</param>
/// <param name="memory">How many changes a returning watcher may have missed.</param>
internal sealed class ChangeFeed(int backlog, int memory)
{
    private readonly HashSet<Channel<NumberedChange>> _watchers = [];
    private readonly Queue<NumberedChange> _recent = new();

    // By shard: all changes after this version are remembered.
    private readonly long[] _since = new long[FleetIndexShards.Count];

    /// <summary>Tells what time brought, which a returning watcher is told by the time it was away.</summary>
    public void Publish(ImmutableArray<FleetChange> changes)
    {
        foreach (var change in changes) Tell(new NumberedChange(change, null, IsLast: false));
    }

    /// <summary>Tells what a version of a shard brought.</summary>
    public void Publish(ShardVersion version, ImmutableArray<FleetChange> changes)
    {
        foreach (var (i, change) in changes.Index())
        {
            var numbered = new NumberedChange(change, version, IsLast: i == changes.Length - 1);
            _recent.Enqueue(numbered);
            if (_recent.Count > memory && _recent.Dequeue().Of is { } forgotten) _since[forgotten.Shard] = Math.Max(_since[forgotten.Shard], forgotten.Version);
            Tell(numbered);
        }
    }

    /// <summary>A shard is known from this version on: what came before, or in an epoch before, cannot be replayed.</summary>
    public void Begin(ShardVersion version, ImmutableArray<FleetChange> changes)
    {
        foreach (var (i, change) in changes.Index()) Tell(new NumberedChange(change, version, IsLast: i == changes.Length - 1));
        _since[version.Shard] = version.Version;
    }

    public Channel<NumberedChange> Join()
    {
        var watcher = Channel.CreateBounded<NumberedChange>(new BoundedChannelOptions(backlog) { SingleReader = true });
        _watchers.Add(watcher);
        return watcher;
    }

    public void Leave(Channel<NumberedChange> watcher) => _watchers.Remove(watcher);

    /// <summary>The changes after these versions, by shard number; false when they are not all remembered.</summary>
    public bool TryReplay(ImmutableArray<long> versions, [NotNullWhen(true)] out ImmutableArray<FleetChange>? missed)
    {
        missed = null;
        foreach (var (shard, version) in versions.Index())
            if (version < _since[shard]) return false;
        // One who was ahead of this gateway is told nothing of it until the gateway gets there.
        missed = [.. _recent.Where(change => change.Of is { } of && of.Version > versions[of.Shard]).Select(change => change.Change).Distinct()];
        return true;
    }

    private void Tell(NumberedChange change)
    {
        foreach (var watcher in _watchers.Where(watcher => !watcher.Writer.TryWrite(change)).ToList())
        {
            _watchers.Remove(watcher);
            GatewayMetrics.WatcherLetGo();
            watcher.Writer.TryComplete(new WatcherTooSlowException());
        }
    }
}

/// <summary>Ends the stream of a watcher that did not keep up.</summary>
internal sealed class WatcherTooSlowException() : Exception("The reader of this watch did not keep up with the changes.");
