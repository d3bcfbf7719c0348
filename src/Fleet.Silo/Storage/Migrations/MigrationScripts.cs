using DbUp.Engine;

namespace Fleet.Silo.Storage.Migrations;

/// <summary>The numbered scripts of one store, named as in its journal.</summary>
internal static class MigrationScripts
{
    private const string Prefix = "Fleet.Silo.Storage.Migrations.";

    /// <param name="store">The folder: <c>Sqlite</c> or <c>Postgres</c>. It is no part of the names: journals are older than it.</param>
    public static IReadOnlyList<SqlScript> Of(string store)
    {
        var assembly = typeof(MigrationScripts).Assembly;
        var folder = $"{Prefix}{store}.";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => SqlScript.FromStream(Prefix + name[folder.Length..], assembly.GetManifestResourceStream(name)!)),
        ];
    }

    /// <summary>Why a database is not to be opened; null when this build knows everything that was done to it.</summary>
    /// <param name="executed">What its journal holds.</param>
    public static string? Refusal(IEnumerable<SqlScript> known, IEnumerable<string> executed)
    {
        string[] unknown = [.. executed.Except(known.Select(script => script.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return unknown.Length == 0
            ? null
            : $"The database was brought up to date by a newer release ({unknown[^1].Replace(Prefix, "", StringComparison.Ordinal)}): start that release, or restore a backup.";
    }
}
