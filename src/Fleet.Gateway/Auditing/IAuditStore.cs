using Fleet.Domain.Access;

namespace Fleet.Gateway.Auditing;

/// <summary>The lines of all servers' chains. Lines are only added; their text is kept to the letter, since its hash is over it.</summary>
public interface IAuditStore
{
    /// <summary>Adds all or none; they are durable when the task ends. A place in a chain is taken once: a second line for it fails.</summary>
    Task AppendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken);

    /// <summary>The last line of each chain, of at most <paramref name="limit"/> chains: those that grew last.</summary>
    Task<IReadOnlyList<AuditHead>> ListHeadsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The last line of a chain; null when it has none.</summary>
    Task<AuditHead?> FindHeadAsync(string chain, CancellationToken cancellationToken);

    Task<IReadOnlyList<AuditRow>> ReadAsync(AuditQuery query, CancellationToken cancellationToken);

    Task<int> CountAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Of each chain the first line that a cut leaves: the first from <paramref name="before"/> on, or else the last there is. Lines younger than
    /// <paramref name="asOf"/> count as not there yet.
    /// </summary>
    Task<IReadOnlyList<AuditRow>> ListFirstKeptAsync(DateTimeOffset before, DateTimeOffset asOf, CancellationToken cancellationToken);

    /// <summary>Removes these lines and those before them in their chains.</summary>
    Task CutAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken);
}

/// <param name="At">Never before that of the line before in the chain.</param>
/// <param name="Line">The whole line, with its hash.</param>
public sealed record AuditRow(
    string Chain, long Sequence, DateTimeOffset At, string Actor, string Action, string Resource, string Stage, string Hash, string Line)
{
    public AuditPlace Place => new(At, Chain, Sequence);
}

/// <summary>Where a line stands in the order of all: by time, then by chain and sequence.</summary>
public readonly record struct AuditPlace(DateTimeOffset At, string Chain, long Sequence);

public sealed record AuditHead(string Chain, long Sequence, string Hash, DateTimeOffset At);

/// <param name="Resource">This one and what is below it: <c>registry/prod-1</c> selects those of the cluster.</param>
/// <param name="Since">From this moment on.</param>
/// <param name="Until">Before this moment.</param>
/// <param name="After">Behind this place, in the chosen order; null from the start.</param>
public sealed record AuditQuery(
    string? Actor, string? Action, string? Resource, DateTimeOffset? Since, DateTimeOffset? Until, AuditPlace? After, bool NewestFirst, int Limit);
