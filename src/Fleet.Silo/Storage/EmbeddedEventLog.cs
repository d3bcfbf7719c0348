using System.Globalization;
using Dapper;
using Fleet.Grains.Storage;

namespace Fleet.Silo.Storage;

/// <summary>Append-only streams in the embedded store. Its single writer makes the check and the insert one step.</summary>
public sealed class EmbeddedEventLog(EmbeddedStore store, TimeProvider time) : IEventLog
{
    private sealed record Row(long Sequence, string At, string Payload);

    public async Task<AppendOutcome> AppendAsync(EventStream stream, long expected, IReadOnlyList<string> payloads, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payloads.Count);
        var at = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        var last = 0L;
        var appended = await store.WriteAsync(
            (connection, transaction) =>
            {
                last = connection.ExecuteScalar<long>(
                    "select coalesce(max(sequence), 0) from event where kind = @Kind and id = @Id", stream, transaction);
                return last != expected
                    ? 0
                    : connection.Execute(
                        "insert into event (kind, id, sequence, appended_at, payload) values (@Kind, @Id, @sequence, @at, @payload)",
                        payloads.Select((payload, i) => new { stream.Kind, stream.Id, sequence = expected + 1 + i, at, payload }), transaction);
            },
            cancellationToken);
        return appended > 0 ? new AppendOutcome.Appended(expected + appended) : new AppendOutcome.Conflict(last);
    }

    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(EventStream stream, long from, int limit, CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync(
            connection => connection.Query<Row>(
                """
                select sequence, appended_at as at, payload from event
                where kind = @Kind and id = @Id and sequence >= @from order by sequence limit @limit
                """,
                new { stream.Kind, stream.Id, from, limit }),
            cancellationToken);
        return [.. rows.Select(row => new LoggedEvent(row.Sequence, DateTimeOffset.Parse(row.At, CultureInfo.InvariantCulture), row.Payload))];
    }

    public async Task<IReadOnlyList<StreamEnd>> ListAsync(string kind, string? after, int limit, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            connection => connection.Query<StreamRow>(
                "select id, max(sequence) as last from event where kind = @kind and id > @after group by id order by id limit @limit", new { kind, after = after ?? "", limit })
                .Select(row => new StreamEnd(row.Id, row.Last)).ToList(),
            cancellationToken);

    public Task DeleteAsync(EventStream stream, CancellationToken cancellationToken) =>
        store.WriteAsync(
            (connection, transaction) => connection.Execute("delete from event where kind = @Kind and id = @Id", stream, transaction), cancellationToken);

    /// <summary>With setters: of a computed column SQLite has no type to tell while there are no rows.</summary>
    private sealed class StreamRow
    {
        public string Id { get; set; } = "";

        public long Last { get; set; }
    }
}
