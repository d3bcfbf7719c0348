using Dapper;
using Fleet.Domain.Clusters;
using Fleet.Grains.Clusters;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>The table of registered clusters in PostgreSQL.</summary>
public sealed class PostgresClusterDirectory(PostgresStore store) : IClusterDirectory
{
    public Task AddAsync(ClusterName cluster, CancellationToken cancellationToken) =>
        store.RunAsync(
            connection => connection.ExecuteAsync("insert into cluster (name) values (@name) on conflict do nothing", new { name = cluster.ToString() }),
            cancellationToken);

    public Task RemoveAsync(ClusterName cluster, CancellationToken cancellationToken) =>
        store.RunAsync(connection => connection.ExecuteAsync("delete from cluster where name = @name", new { name = cluster.ToString() }), cancellationToken);

    public async Task<IReadOnlyList<ClusterName>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await store.RunAsync(connection => connection.QueryAsync<string>("select name from cluster order by name"), cancellationToken);
        return [.. names.Select(name => ClusterName.Parse(name))];
    }
}
