using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a part of the objects is held back for.</summary>
public enum HoldKind
{
    /// <summary>The bucket, without which Quay's configuration is not complete.</summary>
    Storage,

    /// <summary>A database, without which the migration Job can only fail.</summary>
    Database,
}

/// <summary>A reason to hold objects back.</summary>
public sealed record Hold(HoldKind Kind, Blocker Blocker);

/// <summary>
/// Which dependencies have to be there before Quay, Clair, the mirror and the migration Job are applied. Release 3.7 of the Quay Operator
/// applies everything at once and lets the workloads fail until it settles; like later releases, the fleet waits instead.
/// </summary>
public static class PassHolds
{
    /// <summary>Whether the last pass held something back for a database.</summary>
    public static bool AwaitDatabase(PassConclusion? conclusion) => conclusion is PassConclusion.Applied applied && applied.Holds.Any(hold => hold.Code == BlockerCodes.DatabasePending);

    /// <param name="migrates">A migration is due. A registry that runs is not held back because its database restarts.</param>
    public static ImmutableArray<Hold> Of(PassSituation situation, EffectiveComponents components, bool migrates)
    {
        var holds = ImmutableArray.CreateBuilder<Hold>();
        if (components.Manages(ComponentKind.ObjectStorage) && !situation.Storage.Initialized)
            holds.Add(new Hold(HoldKind.Storage, new Blocker(BlockerCodes.StoragePending, "The object bucket claim is not bound yet; Quay is applied when it is.")));
        if (migrates && components.Manages(ComponentKind.Postgres) && !situation.PostgresAvailable)
            holds.Add(Database("quay-database"));
        if (migrates && components.Manages(ComponentKind.ClairPostgres) && !situation.ClairPostgresAvailable)
            holds.Add(Database("clair-postgres"));
        return holds.ToImmutable();

        static Hold Database(string name) =>
            new(HoldKind.Database, new Blocker(BlockerCodes.DatabasePending, $"The database {name} is not available yet; the schema migration starts when it is."));
    }
}
