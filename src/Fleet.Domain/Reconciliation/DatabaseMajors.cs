using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// The minors from which on a managed database is of another major version of PostgreSQL. It has a volume of another name there, which is empty: Quay would
/// start without anything it knows. The Quay Operator copies the data with Jobs of its own; the fleet does not, and so does not go there.
/// </summary>
public static class DatabaseMajors
{
    private static readonly ImmutableArray<(ComponentKind Database, ReleaseMinor Since)> Changes =
        [(ComponentKind.Postgres, new(3, 9)), (ComponentKind.ClairPostgres, new(3, 9)), (ComponentKind.ClairPostgres, new(3, 13))];

    /// <summary>Why a registry must not go from what it runs to a version; empty when its data come along, or there are none.</summary>
    /// <param name="manages">Of the version it goes to.</param>
    /// <param name="running">Null or empty when nothing runs yet.</param>
    public static ImmutableArray<Refusal> Faults(Func<ComponentKind, bool> manages, string? running, string version)
    {
        if (!ReleaseMinor.TryParse(running, null, out var from) || !ReleaseMinor.TryParse(version, null, out var to)) return [];
        return
        [
            .. Changes
                .Where(change => from < change.Since && change.Since <= to && manages(change.Database) && (change.Database == ComponentKind.Postgres || manages(ComponentKind.Clair)))
                .Select(change => change.Database)
                .Distinct()
                .Select(database => new Refusal(
                    Refusal.UpgradeUnsupported,
                    $"cannot upgrade {running} => {version}: {database.ApiName()} is of another major version of PostgreSQL there, and the fleet does not copy its data: {Remedy(database)}")),
        ];
    }

    private static string Remedy(ComponentKind database) => database == ComponentKind.Postgres
        ? "copy it to a database of your own first, name that by DB_URI in the bundle Secret, and set postgres to managed: false"
        : "set clair and clairpostgres to managed: false while you upgrade; managed again, Clair begins with an empty database and looks at all images anew";
}
