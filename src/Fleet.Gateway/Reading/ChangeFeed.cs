using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Fleet.Gateway.Reading;

/// <summary>A change and its place in the gateway's own numbering.</summary>
internal readonly record struct NumberedChange(long Version, FleetChange Change);

/// <summary>Hands changes to watchers. A watcher that does not keep up is let go, and has to start anew. Not thread-safe: the view locks.</summary>
/// <param name="backlog">How many changes a watcher may be behind.</param>
/// <param name="memory">How many changes a returning watcher may have missed.</param>
internal sealed class ChangeFeed(int backlog, int memory)
{
    private readonly HashSet<Channel<NumberedChange>> _watchers = [];
    private readonly Queue<NumberedChange> _recent = new();

    /// <summary>The number of the newest change.</summary>
    public long Version { get; private set; }

    public void Publish(ImmutableArray<FleetChange> changes)
    {
        foreach (var change in changes)
        {
            var numbered = new NumberedChange(++Version, change);
            _recent.Enqueue(numbered);
            if (_recent.Count > memory) _recent.Dequeue();
            foreach (var watcher in _watchers.Where(watcher => !watcher.Writer.TryWrite(numbered)).ToList())
            {
                _watchers.Remove(watcher);
                GatewayMetrics.WatcherLetGo();
                watcher.Writer.TryComplete(new WatcherTooSlowException());
            }
        }
    }

    public Channel<NumberedChange> Join()
    {
        var watcher = Channel.CreateBounded<NumberedChange>(new BoundedChannelOptions(backlog) { SingleReader = true });
        _watchers.Add(watcher);
        return watcher;
    }

    public void Leave(Channel<NumberedChange> watcher) => _watchers.Remove(watcher);

    /// <summary>The changes after <paramref name="version"/>; false when they are not all remembered, or it lies in the future.</summary>
    public bool TryReplay(long version, [NotNullWhen(true)] out ImmutableArray<NumberedChange>? missed)
    {
        missed = null;
        if (version < 0 || version > Version || Version - version > _recent.Count) return false;
        missed = [.. _recent.Where(change => change.Version > version)];
        return true;
    }
}

/// <summary>Ends the stream of a watcher that did not keep up.</summary>
internal sealed class WatcherTooSlowException() : Exception("The reader of this watch did not keep up with the changes.");
