using System.IO.Hashing;
using System.Text;
using Fleet.Domain.Clusters;

namespace Fleet.Grains.Index;

/// <summary>How the read model is sharded. The count is part of the contract between silos and gateways of one version.</summary>
public static class FleetIndexShards
{
    public const int Count = 16;

    /// <summary>How long a subscription lasts without renewal.</summary>
    public static readonly TimeSpan SubscriptionLease = TimeSpan.FromMinutes(2);

    /// <summary>All registries of a cluster share its shard, so that a shard can ask its clusters for everything.</summary>
    public static int Of(ClusterName cluster) => (int)(XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(cluster.ToString())) % Count);
}
