using System.Collections.Immutable;

namespace Fleet.Kubernetes.Watching;

/// <summary>What follows from an input.</summary>
/// <param name="Changes">To be told to the consumer before <paramref name="Next"/> begins.</param>
/// <param name="Next">What the shell does next; null: go on reading the open watch.</param>
internal sealed record WatchStep(WatchState State, ImmutableArray<WatchChange> Changes, WatchCommand? Next);

/// <summary>What the shell does next.</summary>
internal abstract record WatchCommand
{
    private WatchCommand()
    {
    }

    /// <param name="Next">The continue token; null asks for the first page.</param>
    public sealed record List(string? Next) : WatchCommand;

    /// <summary>Never without a resourceVersion: the server would replay everything as if it were new.</summary>
    public sealed record Watch(string ResourceVersion) : WatchCommand;

    /// <param name="Attempt">1 for the first failure in a row.</param>
    /// <param name="AtLeast">The server's Retry-After.</param>
    public sealed record Wait(WaitCause Cause, int Attempt, TimeSpan? AtLeast = null) : WatchCommand;
}

/// <summary>Chooses the pause.</summary>
internal enum WaitCause
{
    Transient,
    Unauthorised,
    Forbidden,
    NotServed,
}
