using Fleet.Domain.Status;

namespace Fleet.Gateway.Querying;

/// <summary>What the list of clusters is sorted by.</summary>
internal static class ClusterSort
{
    public static readonly (string Name, string Type, string Description) Parameter =
        ("sort", "string", "name (default), mode, freshness, registries, kubernetesVersion or lastSignOfLife; with '-' in front descending.");

    private static readonly SortField<ClusterReading>[] Fields =
    [
        new("name", cluster => cluster.Summary.Name.ToString()),
        new("mode", cluster => cluster.Summary.Mode.ToString()),
        new("freshness", cluster => cluster.Freshness.ToString()),
        new("registries", cluster => SortText.Of(cluster.Summary.Registries)),
        new("kubernetesVersion", cluster => SortText.OfVersion(cluster.Summary.Features?.KubernetesVersion?.TrimStart('v'))),
        new("lastSignOfLife", cluster => SortText.Of(cluster.Summary.LastSignOfLife)),
    ];

    public static ListSort<ClusterReading> Read(QueryReader query) => ListSort<ClusterReading>.Read(query, Fields, cluster => cluster.Summary.Name.ToString());
}
