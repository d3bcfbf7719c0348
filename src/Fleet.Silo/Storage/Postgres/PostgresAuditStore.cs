using Dapper;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>The audit in PostgreSQL.</summary>
public sealed class PostgresAuditStore(PostgresStore store) : IAuditStore
{
    private sealed record Row(
        string Chain, long Sequence, DateTime At, string Actor, string Action, string Resource, string Stage, string Hash, string Line)
    {
        public AuditRow ToRow() => new(Chain, Sequence, new DateTimeOffset(At), Actor, Action, Resource, Stage, Hash, Line);
    }

    private sealed record HeadRow(string Chain, long Sequence, string Hash, DateTime At)
    {
        public AuditHead ToHead() => new(Chain, Sequence, Hash, new DateTimeOffset(At));
    }

    public Task AppendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken) =>
        store.RunAsync(
            connection => connection.ExecuteAsync(
                """
                insert into audit (chain, sequence, at, actor, action, resource, stage, hash, line)
                select * from unnest(@chains, @sequences, @moments, @actors, @actions, @resources, @stages, @hashes, @lines)
                """,
                new
                {
                    chains = rows.Select(row => row.Chain).ToArray(),
                    sequences = rows.Select(row => row.Sequence).ToArray(),
                    moments = rows.Select(row => row.At.UtcDateTime).ToArray(),
                    actors = rows.Select(row => row.Actor).ToArray(),
                    actions = rows.Select(row => row.Action).ToArray(),
                    resources = rows.Select(row => row.Resource).ToArray(),
                    stages = rows.Select(row => row.Stage).ToArray(),
                    hashes = rows.Select(row => row.Hash).ToArray(),
                    lines = rows.Select(row => row.Line).ToArray(),
                }),
            cancellationToken);

    public async Task<AuditHead?> FindHeadAsync(string chain, CancellationToken cancellationToken) =>
        (await store.RunAsync(connection => connection.QuerySingleOrDefaultAsync<HeadRow>(AuditSql.Head, new { chain }), cancellationToken))?.ToHead();

    public async Task<IReadOnlyList<AuditHead>> ListHeadsAsync(int limit, CancellationToken cancellationToken)
    {
        var rows = await store.RunAsync(connection => connection.QueryAsync<HeadRow>(AuditSql.Heads, new { limit }), cancellationToken);
        return [.. rows.Select(row => row.ToHead())];
    }

    public async Task<IReadOnlyList<AuditRow>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var rows = await store.RunAsync(connection => connection.QueryAsync<Row>(AuditSql.Read(query), Values(query)), cancellationToken);
        return [.. rows.Select(row => row.ToRow())];
    }

    public async Task<IReadOnlyList<AuditRow>> ListFirstKeptAsync(DateTimeOffset before, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var rows = await store.RunAsync(connection => connection.QueryAsync<Row>(AuditSql.FirstKept, new { before = before.UtcDateTime, asOf = asOf.UtcDateTime }), cancellationToken);
        return [.. rows.Select(row => row.ToRow())];
    }

    public Task CutAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken) =>
        store.RunAsync(connection => connection.ExecuteAsync(AuditSql.Cut, ends.Select(end => new { end.Chain, end.Sequence })), cancellationToken);

    public async Task<int> CountAsync(AuditQuery query, CancellationToken cancellationToken) =>
        (int)await store.RunAsync(connection => connection.ExecuteScalarAsync<long>(AuditSql.Count(query), Values(query)), cancellationToken);

    private static object Values(AuditQuery query) => new
    {
        actor = query.Actor,
        action = query.Action,
        resource = query.Resource,
        since = query.Since?.UtcDateTime,
        until = query.Until?.UtcDateTime,
        afterAt = query.After?.At.UtcDateTime,
        afterChain = query.After?.Chain,
        afterSequence = query.After?.Sequence,
        limit = query.Limit,
    };
}
