using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;

namespace Fleet.Kubernetes.Watching;

/// <summary>Changes of one or more targets, to be taken in order.</summary>
public sealed record WatchBatch(ImmutableArray<WatchChange> Changes);

/// <summary>What a consumer has to do to its picture of the cluster.</summary>
public abstract record WatchChange
{
    private WatchChange()
    {
    }

    /// <summary>New, or another resourceVersion than the one told before.</summary>
    /// <param name="Problem">What in the object has a wrong type and was read as absent; null when nothing.</param>
    public sealed record Upserted(WatchTarget Target, ObservedObject Object, string? Problem) : WatchChange;

    /// <summary>Deleted, no longer selected, or vanished while nobody watched. Only for objects told of before.</summary>
    /// <param name="Registry">The registry label as last seen.</param>
    public sealed record Deleted(WatchTarget Target, ObjectKey Key, string Uid, string? Registry) : WatchChange;

    /// <summary>The first list is complete: what was not told does not exist. Once per target.</summary>
    public sealed record Synced(WatchTarget Target) : WatchChange;

    /// <summary>A target's condition changed. Signs of life alone do not raise this; read <see cref="WatchSession.Health"/> for them.</summary>
    public sealed record HealthChanged(WatchHealth Health) : WatchChange;
}
