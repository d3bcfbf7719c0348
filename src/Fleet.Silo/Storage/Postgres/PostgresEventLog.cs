using Dapper;
using Fleet.Grains.Storage;
using Npgsql;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>
/// Append-only streams in PostgreSQL. A batch is one statement; of two writers at one place the second violates the primary key, and all
/// of its batch is undone. PostgreSQL itself commits concurrent writers in groups.
/// </summary>
public sealed class PostgresEventLog(PostgresStore store, TimeProvider time) : IEventLog
{
    private sealed record Row(long Sequence, DateTime At, string Payload);

    public async Task<AppendOutcome> AppendAsync(EventStream stream, long expected, IReadOnlyList<string> payloads, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payloads.Count);
        var row = new { kind = stream.Kind, id = stream.Id, expected, at = time.GetUtcNow().UtcDateTime, payloads = payloads.ToArray() };
        return await store.RunAsync<AppendOutcome>(
            async connection =>
            {
                var appended = await AppendAsync(connection, row);
                if (appended > 0) return new AppendOutcome.Appended(expected + appended);
                return new AppendOutcome.Conflict(await connection.ExecuteScalarAsync<long>(
                    "select coalesce(max(sequence), 0) from event where kind = @kind and id = @id", row));
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<LoggedEvent>> ReadAsync(EventStream stream, long from, int limit, CancellationToken cancellationToken)
    {
        var rows = await store.RunAsync(
            connection => connection.QueryAsync<Row>(
                """
                select sequence, appended_at as at, payload::text as payload from event
                where kind = @Kind and id = @Id and sequence >= @from order by sequence limit @limit
                """,
                new { stream.Kind, stream.Id, from, limit }),
            cancellationToken);
        return [.. rows.Select(row => new LoggedEvent(row.Sequence, new DateTimeOffset(row.At), row.Payload))];
    }

    public async Task<IReadOnlyList<StreamEnd>> ListAsync(string kind, string? after, int limit, CancellationToken cancellationToken)
    {
        var streams = await store.RunAsync(
            connection => connection.QueryAsync<StreamEnd>(
                "select id, max(sequence) as last from event where kind = @kind and id > @after group by id order by id limit @limit", new { kind, after = after ?? "", limit }),
            cancellationToken);
        return [.. streams];
    }

    public Task DeleteAsync(EventStream stream, CancellationToken cancellationToken) =>
        store.RunAsync(
            connection => connection.ExecuteAsync("delete from event where kind = @Kind and id = @Id", new { stream.Kind, stream.Id }), cancellationToken);

    private static async Task<int> AppendAsync(NpgsqlConnection connection, object row)
    {
        try
        {
            return await connection.ExecuteAsync(
                """
                insert into event (kind, id, sequence, appended_at, payload)
                select @kind, @id, @expected + place, @at, payload::json
                from unnest(@payloads) with ordinality as given (payload, place)
                where (select coalesce(max(sequence), 0) from event where kind = @kind and id = @id) = @expected
                """,
                row);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return 0;
        }
    }
}
