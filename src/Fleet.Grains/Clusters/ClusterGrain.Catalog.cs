using Fleet.Grains.Catalog;

namespace Fleet.Grains.Clusters;

/// <summary>The releases that the cluster's registries can run.</summary>
internal sealed partial class ClusterGrain
{
    private FleetCatalog? _catalog;

    public Task CatalogChanged(FleetCatalog catalog)
    {
        // One-way calls may overtake each other.
        if (_catalog is null || catalog.Revision > _catalog.Revision) _catalog = catalog;
        return Task.CompletedTask;
    }
}
