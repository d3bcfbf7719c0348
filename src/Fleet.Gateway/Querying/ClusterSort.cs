using Fleet.Domain.Status;

namespace Fleet.Gateway.Querying;

/// <summary>What the list of clusters is sorted by.</summary>
internal static class ClusterSort
{
    public static readonly (string Name, string Type, string Description) Parameter =
        ("sort", "string", "name (default), mode, freshness, registries, kubernetesVersion or lastSignOfLife; with '-' in front descending.");

    private static readonly SortField<ClusterReading>[] Fields =
    [
        SortField<ClusterReading>.By("name", cluster => cluster.Summary.Name.ToString()),
        SortField<ClusterReading>.By("mode", cluster => cluster.Summary.Mode.ToString()),
        SortField<ClusterReading>.By("freshness", cluster => cluster.Freshness.ToString()),
        SortField<ClusterReading>.By("registries", cluster => cluster.Summary.Registries, SortText.Of),
        SortField<ClusterReading>.By("kubernetesVersion", cluster => SortText.OfVersion(cluster.Summary.Features?.KubernetesVersion.TrimStart('v'))),
        SortField<ClusterReading>.By("lastSignOfLife", cluster => cluster.Summary.LastSignOfLife?.UtcTicks ?? 0, SortText.Of),
    ];

    public static ListSort<ClusterReading> Read(QueryReader query) => ListSort<ClusterReading>.Read(query, Fields, cluster => cluster.Summary.Name.ToString());
}
