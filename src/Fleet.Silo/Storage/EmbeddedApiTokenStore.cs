using Dapper;
using Fleet.Gateway.Security.Tokens;

namespace Fleet.Silo.Storage;

/// <summary>API tokens in the embedded store.</summary>
public sealed class EmbeddedApiTokenStore(EmbeddedStore store) : IApiTokenStore
{
    private const string Columns =
        "select name, hash, roles, clusters, created_by as createdBy, created_at as createdAt, expires_at as expiresAt, last_used_at as lastUsedAt from api_token";

    private sealed record Row(string Name, byte[] Hash, string Roles, string Clusters, string CreatedBy, string CreatedAt, string ExpiresAt, string? LastUsedAt)
    {
        public StoredToken ToToken() => new(
            Name, Hash, Roles, Clusters, CreatedBy, StoredTime.Read(CreatedAt), StoredTime.Read(ExpiresAt), LastUsedAt is null ? null : StoredTime.Read(LastUsedAt));
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
            createdAt = StoredTime.Text(token.CreatedAt),
            expiresAt = StoredTime.Text(token.ExpiresAt),
            most,
        };
        return await store.WriteAsync(
            (connection, transaction) => connection.Execute(
                """
                insert into api_token (name, hash, roles, clusters, created_by, created_at, expires_at)
                select @Name, @Hash, @Roles, @Clusters, @CreatedBy, @createdAt, @expiresAt where (select count(*) from api_token) < @most
                on conflict do nothing
                """,
                row, transaction),
            cancellationToken) > 0;
    }

    public async Task<StoredToken?> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        Row? removed = null;
        await store.WriteAsync(
            (connection, transaction) =>
            {
                removed = connection.QuerySingleOrDefault<Row>($"{Columns} where name = @name", new { name }, transaction);
                return connection.Execute("delete from api_token where name = @name", new { name }, transaction);
            },
            cancellationToken);
        return removed?.ToToken();
    }

    public async Task<StoredToken?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await store.ReadAsync(connection => connection.QuerySingleOrDefault<Row>($"{Columns} where name = @name", new { name }), cancellationToken))?.ToToken();

    public async Task<StoredToken?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken) =>
        (await store.ReadAsync(connection => connection.QuerySingleOrDefault<Row>($"{Columns} where hash = @hash", new { hash }), cancellationToken))?.ToToken();

    public async Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(connection => connection.Query<Row>($"{Columns} order by name").Select(row => row.ToToken()).ToList(), cancellationToken);

    public Task NoteUseAsync(IReadOnlyCollection<TokenUsed> uses, CancellationToken cancellationToken) =>
        store.WriteAsync(
            (connection, transaction) => connection.Execute(
                "update api_token set last_used_at = @at where name = @Name and (last_used_at is null or last_used_at < @at)",
                uses.Select(use => new { use.Name, at = StoredTime.Text(use.At) }), transaction),
            cancellationToken);
}
