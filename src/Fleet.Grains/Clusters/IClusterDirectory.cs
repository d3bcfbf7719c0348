using Fleet.Domain.Clusters;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Which clusters are registered. Orleans cannot enumerate grains, so a table does: PostgreSQL in production, SQLite when embedded.
/// </summary>
public interface IClusterDirectory
{
    Task AddAsync(ClusterName cluster, CancellationToken cancellationToken);

    Task RemoveAsync(ClusterName cluster, CancellationToken cancellationToken);

    Task<IReadOnlyList<ClusterName>> ListAsync(CancellationToken cancellationToken);
}
