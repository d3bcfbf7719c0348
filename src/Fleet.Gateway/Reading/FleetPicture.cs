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
    public IEnumerable<RegistryReading> ReadRegistries(DateTimeOffset now) => ReadRegistries(now, table => table.InOrder);

    public IEnumerable<RegistryReading> ReadRegistries(DateTimeOffset now, Func<RegistryTable, RegistryEntry[]> order)
    {
        var judged = new Dictionary<ClusterName, ClusterReading?>(Clusters.Count);
        foreach (var registry in order(Registries))
        {
            var name = registry.Summary.Key.Cluster;
            if (!judged.TryGetValue(name, out var cluster)) judged[name] = cluster = ReadCluster(name, now);
            yield return registry.Read(cluster);
        }
    }
}
