using System.Runtime.CompilerServices;

namespace Fleet.Grains.Storage;

/// <summary>
/// Append-only streams of JSON, durable before they are acknowledged. A stream's sequence counts from 1 without gaps, and no two writers
/// get the same place in it.
/// </summary>
public interface IEventLog
{
    /// <summary>Appends all or nothing behind <paramref name="expected"/>, the last sequence the writer knows; 0 for a new stream.</summary>
    /// <param name="payloads">JSON documents, at least one.</param>
    Task<AppendOutcome> AppendAsync(EventStream stream, long expected, IReadOnlyList<string> payloads, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> events from sequence <paramref name="from"/> on, in order.</summary>
    Task<IReadOnlyList<LoggedEvent>> ReadAsync(EventStream stream, long from, int limit, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> streams of a kind, in ordinal order of their ids, behind <paramref name="after"/> when given.</summary>
    Task<IReadOnlyList<StreamEnd>> ListAsync(string kind, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes a stream with all its events; nothing when there is none.</summary>
    Task DeleteAsync(EventStream stream, CancellationToken cancellationToken);
}

/// <param name="Kind">Such as <c>rollout</c>.</param>
/// <param name="Id">Unique within the kind.</param>
public readonly record struct EventStream(string Kind, string Id);

/// <summary>How far a stream goes.</summary>
/// <param name="Last">The sequence of its last event.</param>
public sealed record StreamEnd(string Id, long Last);

/// <param name="Payload">JSON.</param>
public sealed record LoggedEvent(long Sequence, DateTimeOffset AppendedAt, string Payload);

/// <summary>What became of an append.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>The events are durable; the last has this sequence.</summary>
    public sealed record Appended(long Last) : AppendOutcome;

    /// <summary>The stream does not end where the writer thought; nothing was written. Read again and decide again.</summary>
    public sealed record Conflict(long Last) : AppendOutcome;
}

/// <summary>Reading many streams.</summary>
public static class EventStreams
{
    /// <summary>The kind of a rollout's stream.</summary>
    public const string Rollouts = "rollout";

    private const int PageSize = 500;

    /// <summary>All streams of a kind, in ordinal order of their ids.</summary>
    public static async IAsyncEnumerable<StreamEnd> ListAllAsync(this IEventLog log, string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var page = await log.ListAsync(kind, after, PageSize, cancellationToken);
            foreach (var stream in page) yield return stream;
            if (page.Count < PageSize) yield break;
            after = page[^1].Id;
        }
    }
}
