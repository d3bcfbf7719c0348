using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Orleans.Concurrency;

namespace Fleet.Grains.Catalog;

/// <summary>
/// The fleet's releases: what is built in and every imported catalog on top of it. One grain, since whether a catalog fits can only be told from
/// all of them; see <see cref="FleetCatalogs"/> for its key.
/// </summary>
[Alias("Fleet.Catalog")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Takes a catalog into the fleet's, durably. Nothing changes when anything in it is refused.</summary>
    [ResponseTimeout("00:02:00")]
    Task<ImportOutcome> Import(CatalogText catalog);

    /// <summary>What <see cref="Import"/> would answer, without doing it.</summary>
    [ResponseTimeout("00:02:00")]
    Task<ImportOutcome> Diff(CatalogText catalog);

    /// <summary>Says who lets upgrades of a channel begin, where neither registry nor cluster does; null to leave it open. Durable.</summary>
    Task<ApprovalOutcome> SetApproval(string channel, Approval? approval);

    /// <summary>Stops all writing to clusters, or lets it go on; durable. Who stopped it first stays named.</summary>
    /// <returns>What is in force now; null while the fleet writes.</returns>
    Task<FleetStop?> SetStop(FleetStop? stop);

    /// <summary>Null while the fleet writes; answers also while an import is going on.</summary>
    [AlwaysInterleave]
    Task<FleetStop?> GetStop();

    /// <summary>What is in force; answers also while an import is going on.</summary>
    [AlwaysInterleave]
    Task<FleetCatalog> Get();
}

/// <summary>Where the catalog is.</summary>
public static class FleetCatalogs
{
    public const string Key = "fleet";

    public static ICatalogGrain GetCatalog(this IGrainFactory grains) => grains.GetGrain<ICatalogGrain>(Key);
}
