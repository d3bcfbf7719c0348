using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// What a migration Job migrates: the schema of a release, in a database. Two Jobs of one key do the same, so that the second is not needed;
/// two of different keys never stand for one another.
/// </summary>
/// <param name="Database">
/// HMAC of the database's URI under the registry's own <c>DATABASE_SECRET_KEY</c>: any fleet that looks at the cluster derives the same, and
/// nobody learns the URI from it.
/// </param>
public sealed record MigrationKey(string Version, string Database)
{
    private const int DatabaseBytes = 16;

    public static MigrationKey Of(string version, string? databaseUri, string? databaseSecretKey) => new(
        version,
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(databaseSecretKey ?? ""), Encoding.UTF8.GetBytes(databaseUri ?? "")).AsSpan(0, DatabaseBytes)));

    /// <summary>Reads <c>VERSION/DATABASE</c>, as <see cref="ToString"/> writes it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out MigrationKey? key)
    {
        key = text?.Split('/') is [{ Length: > 0 } version, { Length: > 0 } database] ? new MigrationKey(version, database) : null;
        return key is not null;
    }

    public override string ToString() => $"{Version}/{Database}";
}
