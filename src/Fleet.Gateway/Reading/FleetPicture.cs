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

    /// <summary>Whether every shard was read once.</summary>
    public bool IsComplete => !Positions.Contains(null);

    public ClusterReading? ReadCluster(ClusterName name, DateTimeOffset now) =>
        Clusters.TryGetValue(name, out var summary) ? ClusterReading.Of(summary, now) : null;

    public RegistryReading? ReadRegistry(RegistryKey key, DateTimeOffset now) =>
        Registries.Find(key)?.Read(ReadCluster(key.Cluster, now));

    public IEnumerable<ClusterReading> ReadClusters(DateTimeOffset now) => Clusters.Values.Select(cluster => ClusterReading.Of(cluster, now));

    /// <summary>In the order of their keys.</summary>
    public ImmutableArray<RegistryReading> ReadRegistries(DateTimeOffset now) => Registries.Read(Clusters, now).Readings;

    /// <summary>In the order of the question.</summary>
    public ImmutableArray<RegistryReading> FindRegistries(DateTimeOffset now, IRegistryQuestion question) => Registries.Read(Clusters, now).Find(question, Registries);
}
