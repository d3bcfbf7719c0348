using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;

namespace Fleet.Gateway.Reading;

/// <summary>The order of lists, and so of their continue tokens: by cluster, namespace and name, byte by byte.</summary>
internal sealed class KeyOrder : IComparer<RegistryKey>, IComparer<ClusterName>
{
    public static KeyOrder Instance { get; } = new();

    public int Compare(ClusterName x, ClusterName y) => string.CompareOrdinal(x.ToString(), y.ToString());

    public int Compare(RegistryKey x, RegistryKey y)
    {
        var byCluster = Compare(x.Cluster, y.Cluster);
        if (byCluster != 0) return byCluster;
        var byNamespace = string.CompareOrdinal(x.Namespace, y.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(x.Name, y.Name);
    }
}
