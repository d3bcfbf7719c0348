using Fleet.Domain.Status;

namespace Fleet.Gateway.Querying;

/// <summary>What lists of registries are sorted by.</summary>
internal static class RegistrySort
{
    public static readonly (string Name, string Type, string Description) Parameter =
        ("sort", "string", "cluster (default), namespace, name, currentVersion, targetVersion, available, freshness or observedAt; with '-' in front descending.");

    private static readonly SortField<RegistryReading>[] Fields =
    [
        new("cluster", registry => registry.Summary.Key.Cluster.ToString()),
        new("namespace", registry => registry.Summary.Key.Namespace),
        new("name", registry => registry.Summary.Key.Name),
        new("currentVersion", registry => SortText.OfVersion(registry.Summary.CurrentVersion)),
        new("targetVersion", registry => SortText.OfVersion(registry.Summary.TargetVersion)),
        new("available", registry => SortText.Of(registry.Summary.Available)),
        new("freshness", registry => registry.Freshness.ToString()),
        new("observedAt", registry => SortText.Of(registry.Summary.ObservedAt)),
    ];

    public static ListSort<RegistryReading> Read(QueryReader query) => ListSort<RegistryReading>.Read(query, Fields, registry => registry.Summary.Key.ToString());
}
