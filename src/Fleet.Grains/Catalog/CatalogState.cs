using System.Collections.Immutable;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Grains.Catalog;

/// <summary>What is stored of the fleet's catalog. Durable before an import is acknowledged.</summary>
[GenerateSerializer]
public sealed class CatalogState
{
    /// <summary>Counts what changed.</summary>
    [Id(0)] public long Revision { get; set; }

    /// <summary>By name, as they were imported: what is built in is not stored, so that a new server brings its own.</summary>
    [Id(1)] public ImmutableSortedDictionary<string, ReleaseCatalog> Imported { get; set; } = ImmutableSortedDictionary<string, ReleaseCatalog>.Empty;

    /// <summary>Of channels; one that has left the catalogs may come back.</summary>
    [Id(2)] public ImmutableSortedDictionary<string, Approval> Approvals { get; set; } = FleetCatalog.NoApprovals;

    /// <summary>Who stopped all writing to clusters; null while the fleet writes.</summary>
    [Id(3)] public FleetStop? Stop { get; set; }
}
