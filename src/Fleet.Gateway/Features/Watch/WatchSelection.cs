using Fleet.Gateway.Querying;

namespace Fleet.Gateway.Features.Watch;

/// <summary>What a watcher wants to hear of.</summary>
/// <param name="ClusterName">Only this cluster; null for all.</param>
internal sealed record WatchSelection(bool Clusters, bool Registries, string? ClusterName, RegistryFilter Filter)
{
    public static WatchSelection Read(QueryReader query)
    {
        var kind = query.OneOf("kind", ("cluster", Kind.Cluster), ("registry", Kind.Registry));
        var filter = RegistryFilter.Read(query);
        return new WatchSelection(kind is null or Kind.Cluster, kind is null or Kind.Registry, filter.Cluster, filter);
    }

    private enum Kind
    {
        Cluster,
        Registry,
    }
}
