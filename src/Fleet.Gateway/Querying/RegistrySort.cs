using Fleet.Domain.Status;

namespace Fleet.Gateway.Querying;

/// <summary>What lists of registries are sorted by.</summary>
internal static class RegistrySort
{
    public static readonly (string Name, string Type, string Description) Parameter =
        ("sort", "string", "cluster (default), namespace, name, currentVersion, targetVersion, available, freshness or observedAt; with '-' in front descending.");

    private static readonly SortField<RegistryReading>[] Fields =
    [
        SortField<RegistryReading>.By("cluster", registry => registry.Summary.Key.Cluster.ToString()),
        SortField<RegistryReading>.By("namespace", registry => registry.Summary.Key.Namespace),
        SortField<RegistryReading>.By("name", registry => registry.Summary.Key.Name),
        SortField<RegistryReading>.By("currentVersion", registry => SortText.OfVersion(registry.Summary.CurrentVersion)),
        SortField<RegistryReading>.By("targetVersion", registry => SortText.OfVersion(registry.Summary.TargetVersion)),
        SortField<RegistryReading>.By("available", registry => registry.Summary.Available, SortText.Of),
        SortField<RegistryReading>.By("freshness", registry => registry.Freshness.ToString()),
        SortField<RegistryReading>.By("observedAt", registry => registry.Summary.ObservedAt.UtcTicks, SortText.Of),
    ];

    public static ListSort<RegistryReading> Read(QueryReader query) => ListSort<RegistryReading>.Read(query, Fields, registry => registry.Id);
}
