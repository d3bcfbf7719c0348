using System.Collections.Immutable;
using Fleet.Domain.Projections;
using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Watching;

/// <summary>What happened to a target.</summary>
internal abstract record WatchInput
{
    private WatchInput()
    {
    }

    /// <summary>The session started, or the wait is over.</summary>
    public sealed record Due : WatchInput;

    /// <param name="Next">The continue token; null on the last page.</param>
    public sealed record Page(ImmutableArray<Projection> Items, string? Next, string ResourceVersion) : WatchInput;

    public sealed record ListFailed(KubernetesError Error) : WatchInput;

    public sealed record Opened : WatchInput;

    /// <summary>ADDED or MODIFIED.</summary>
    public sealed record Changed(Projection Projection) : WatchInput;

    /// <summary>DELETED.</summary>
    public sealed record Removed(Projection Projection) : WatchInput;

    public sealed record Bookmark(string ResourceVersion) : WatchInput;

    /// <param name="Brief">It lasted less than <see cref="WatchOptions.BriefWatch"/>.</param>
    public sealed record Ended(WatchEnd End, bool Brief) : WatchInput;
}

/// <summary>How a watch ended.</summary>
internal abstract record WatchEnd
{
    private WatchEnd()
    {
    }

    /// <summary>The server ended it in order: its time was up, or the server goes down.</summary>
    public sealed record Closed : WatchEnd;

    /// <summary>Nothing came for <see cref="WatchOptions.IdleLimit"/>.</summary>
    public sealed record Silent : WatchEnd;

    /// <summary>The connection broke.</summary>
    public sealed record Dropped(string Text) : WatchEnd;

    /// <summary>It was not accepted, or an ERROR event ended it.</summary>
    public sealed record Refused(KubernetesError Error) : WatchEnd;

    /// <summary>A line is no watch event. What it said is lost, so only a list tells the truth again.</summary>
    public sealed record Unreadable(string Text) : WatchEnd;
}
