using Dapper;
using Fleet.Gateway.Security.Tokens;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>API tokens in PostgreSQL.</summary>
public sealed class PostgresApiTokenStore(PostgresStore store) : IApiTokenStore
{
    private const string Names =
        "name, hash, roles, clusters, created_by as createdBy, created_at as createdAt, expires_at as expiresAt, last_used_at as lastUsedAt";

    private sealed record Row(string Name, byte[] Hash, string Roles, string Clusters, string CreatedBy, DateTime CreatedAt, DateTime ExpiresAt, DateTime? LastUsedAt)
    {
        public StoredToken ToToken() => new(
            Name, Hash, Roles, Clusters, CreatedBy, new DateTimeOffset(CreatedAt), new DateTimeOffset(ExpiresAt), LastUsedAt is { } used ? new DateTimeOffset(used) : null);
    }

    public async Task<bool> AddAsync(StoredToken token, int most, CancellationToken cancellationToken)
    {
        var row = new
        {
            token.Name,
            token.Hash,
            token.Roles,
            token.Clusters,
            token.CreatedBy,
            createdAt = token.CreatedAt.UtcDateTime,
            expiresAt = token.ExpiresAt.UtcDateTime,
            most,
        };
        return await store.RunAsync(
            connection => connection.ExecuteAsync(
                """
                insert into api_token (name, hash, roles, clusters, created_by, created_at, expires_at)
                select @Name, @Hash, @Roles, @Clusters, @CreatedBy, @createdAt, @expiresAt where (select count(*) from api_token) < @most
                on conflict do nothing
                """,
                row),
            cancellationToken) > 0;
    }

    public Task<StoredToken?> RemoveAsync(string name, CancellationToken cancellationToken) =>
        OneAsync($"delete from api_token where name = @name returning {Names}", new { name }, cancellationToken);

    public Task<StoredToken?> FindAsync(string name, CancellationToken cancellationToken) =>
        OneAsync($"select {Names} from api_token where name = @name", new { name }, cancellationToken);

    public Task<StoredToken?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken) =>
        OneAsync($"select {Names} from api_token where hash = @hash", new { hash }, cancellationToken);

    public async Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await store.RunAsync(connection => connection.QueryAsync<Row>($"select {Names} from api_token order by name"), cancellationToken);
        return [.. rows.Select(row => row.ToToken())];
    }

    public Task NoteUseAsync(IReadOnlyCollection<TokenUsed> uses, CancellationToken cancellationToken) =>
        store.RunAsync(
            connection => connection.ExecuteAsync(
                """
                update api_token set last_used_at = used.at from unnest(@names, @moments) as used (name, at)
                where api_token.name = used.name and (last_used_at is null or last_used_at < used.at)
                """,
                new { names = uses.Select(use => use.Name).ToArray(), moments = uses.Select(use => use.At.UtcDateTime).ToArray() }),
            cancellationToken);

    private async Task<StoredToken?> OneAsync(string sql, object values, CancellationToken cancellationToken) =>
        (await store.RunAsync(connection => connection.QuerySingleOrDefaultAsync<Row>(sql, values), cancellationToken))?.ToToken();
}
