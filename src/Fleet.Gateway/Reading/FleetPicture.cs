using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Grains.Index;

namespace Fleet.Gateway.Reading;

/// <summary>Everything the index holds, as of a position in each shard. Replaced, never edited.</summary>
/// <param name="Positions">By shard number; null until its first snapshot.</param>
internal sealed record FleetPicture(
    ImmutableSortedDictionary<ClusterName, ClusterSummary> Clusters,
    RegistryTable Registries,
    ImmutableArray<ShardPosition?> Positions)
{
    public static FleetPicture Empty { get; } = new(
        ImmutableSortedDictionary.Create<ClusterName, ClusterSummary>(KeyOrder.Instance),
        RegistryTable.Empty,
        [.. Enumerable.Repeat<ShardPosition?>(null, FleetIndexShards.Count)]);

    /// <summary>Shards whose snapshot is still missing.</summary>
    public IEnumerable<int> Missing => Enumerable.Range(0, Positions.Length).Where(shard => Positions[shard] is null);

    public ClusterReading? ReadCluster(ClusterName name, DateTimeOffset now) =>
        Clusters.TryGetValue(name, out var summary) ? ClusterReading.Of(summary, now) : null;

    public RegistryReading? ReadRegistry(RegistryKey key, DateTimeOffset now) =>
        Registries.Find(key)?.Read(ReadCluster(key.Cluster, now));

    public IEnumerable<ClusterReading> ReadClusters(DateTimeOffset now) => Clusters.Values.Select(cluster => ClusterReading.Of(cluster, now));

    /// <summary>In the order of their keys; a cluster is judged once for all its registries.</summary>
    public IEnumerable<RegistryReading> ReadRegistries(DateTimeOffset now)
    {
        ClusterReading? cluster = null;
        ClusterName? judged = null;
        foreach (var registry in Registries.InOrder)
        {
            var name = registry.Summary.Key.Cluster;
            if (judged != name) (judged, cluster) = (name, ReadCluster(name, now));
            yield return registry.Read(cluster);
        }
    }

    /// <param name="order">Places in the order of keys.</param>
    public IEnumerable<RegistryReading> ReadRegistries(DateTimeOffset now, Func<RegistryTable, int[]> order)
    {
        RegistryReading[] readings = [.. ReadRegistries(now)];
        return order(Registries).Select(place => readings[place]);
    }
}
