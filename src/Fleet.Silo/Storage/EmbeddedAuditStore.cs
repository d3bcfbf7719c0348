using Dapper;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;

namespace Fleet.Silo.Storage;

/// <summary>The audit in the embedded store.</summary>
public sealed class EmbeddedAuditStore(EmbeddedStore store) : IAuditStore
{
    private sealed record Row(
        string Chain, long Sequence, string At, string Actor, string Action, string Resource, string Stage, string Hash, string Line)
    {
        public AuditRow ToRow() => new(Chain, Sequence, StoredTime.Read(At), Actor, Action, Resource, Stage, Hash, Line);
    }

    private sealed record HeadRow(string Chain, long Sequence, string Hash, string At)
    {
        public AuditHead ToHead() => new(Chain, Sequence, Hash, StoredTime.Read(At));
    }

    // One statement for all rows, so that SQLite undoes all of them when one place is taken: the group they share commits the rest.
    public Task AppendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters();
        var places = rows.Select((row, i) =>
        {
            values.Add("c" + i, row.Chain);
            values.Add("s" + i, row.Sequence);
            values.Add("t" + i, StoredTime.Text(row.At));
            values.Add("a" + i, row.Actor);
            values.Add("n" + i, row.Action);
            values.Add("r" + i, row.Resource);
            values.Add("g" + i, row.Stage);
            values.Add("h" + i, row.Hash);
            values.Add("l" + i, row.Line);
            return $"(@c{i}, @s{i}, @t{i}, @a{i}, @n{i}, @r{i}, @g{i}, @h{i}, @l{i})";
        });
        var sql = "insert into audit (chain, sequence, at, actor, action, resource, stage, hash, line) values " + string.Join(", ", places);
        return store.WriteAsync((connection, transaction) => connection.Execute(sql, values, transaction), cancellationToken);
    }

    public async Task<AuditHead?> FindHeadAsync(string chain, CancellationToken cancellationToken) =>
        (await store.ReadAsync(connection => connection.QuerySingleOrDefault<HeadRow>(AuditSql.Head, new { chain }), cancellationToken))?.ToHead();

    public async Task<IReadOnlyList<AuditHead>> ListHeadsAsync(int limit, CancellationToken cancellationToken) =>
        await store.ReadAsync(connection => connection.Query<HeadRow>(AuditSql.Heads, new { limit }).Select(row => row.ToHead()).ToList(), cancellationToken);

    public async Task<IReadOnlyList<AuditRow>> ReadAsync(AuditQuery query, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            connection => connection.Query<Row>(AuditSql.Read(query), Values(query)).Select(row => row.ToRow()).ToList(), cancellationToken);

    public async Task<IReadOnlyList<AuditRow>> ListFirstKeptAsync(DateTimeOffset before, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            connection => connection.Query<Row>(AuditSql.FirstKept, new { before = StoredTime.Text(before), asOf = StoredTime.Text(asOf) }).Select(row => row.ToRow()).ToList(),
            cancellationToken);

    public Task CutAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken) =>
        store.WriteAsync((connection, transaction) => connection.Execute(AuditSql.Cut, ends.Select(end => new { end.Chain, end.Sequence }), transaction), cancellationToken);

    public Task<int> CountAsync(AuditQuery query, CancellationToken cancellationToken) =>
        store.ReadAsync(connection => connection.ExecuteScalar<int>(AuditSql.Count(query), Values(query)), cancellationToken);

    private static object Values(AuditQuery query) => new
    {
        actor = query.Actor,
        action = query.Action,
        resource = query.Resource,
        since = query.Since is { } since ? StoredTime.Text(since) : null,
        until = query.Until is { } until ? StoredTime.Text(until) : null,
        afterAt = query.After is { } after ? StoredTime.Text(after.At) : null,
        afterChain = query.After?.Chain,
        afterSequence = query.After?.Sequence,
        limit = query.Limit,
    };
}
