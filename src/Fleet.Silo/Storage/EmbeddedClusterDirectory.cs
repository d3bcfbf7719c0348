using Dapper;
using Fleet.Domain.Clusters;
using Fleet.Grains.Clusters;

namespace Fleet.Silo.Storage;

/// <summary>The table of registered clusters in the embedded store.</summary>
public sealed class EmbeddedClusterDirectory(EmbeddedStore store) : IClusterDirectory
{
    public Task AddAsync(ClusterName cluster, CancellationToken cancellationToken) =>
        store.WriteAsync(
            (connection, transaction) => connection.Execute(
                "insert into cluster (name) values (@name) on conflict do nothing", new { name = cluster.ToString() }, transaction),
            cancellationToken);

    public Task RemoveAsync(ClusterName cluster, CancellationToken cancellationToken) =>
        store.WriteAsync(
            (connection, transaction) => connection.Execute(
                "delete from cluster where name = @name", new { name = cluster.ToString() }, transaction),
            cancellationToken);

    public async Task<IReadOnlyList<ClusterName>> ListAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(
            connection => connection.Query<string>("select name from cluster order by name").Select(name => ClusterName.Parse(name)).ToList(),
            cancellationToken);
}
