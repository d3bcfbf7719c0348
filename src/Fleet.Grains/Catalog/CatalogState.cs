using System.Collections.Immutable;
using Fleet.Domain.Releases;

namespace Fleet.Grains.Catalog;

/// <summary>What is stored of the fleet's catalog. Durable before an import is acknowledged.</summary>
[GenerateSerializer]
public sealed class CatalogState
{
    /// <summary>Counts imports that changed something.</summary>
    [Id(0)] public long Revision { get; set; }

    /// <summary>By name, as they were imported: what is built in is not stored, so that a new server brings its own.</summary>
    [Id(1)] public ImmutableSortedDictionary<string, ReleaseCatalog> Imported { get; set; } = ImmutableSortedDictionary<string, ReleaseCatalog>.Empty;
}
