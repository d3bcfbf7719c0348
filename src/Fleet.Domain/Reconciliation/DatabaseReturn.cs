using System.Security.Cryptography;
using System.Text;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// The way back from a database of the user's to the managed one. The Quay Operator stores whichever URI is in use, and so goes on using the user's database
/// beside the managed one that it deploys; the fleet goes over to the one that is asked for, after its schema is there.
/// </summary>
internal static class DatabaseReturn
{
    /// <summary>Bytes, more than a password is made of.</summary>
    private const int Material = 512;

    /// <summary>
    /// The managed database's URI where the stored one is not of it; null to go by what is stored. The password follows from the stored keys, so that every
    /// look, and every process, comes to the same until the URI is stored, which is not before the migration is done.
    /// </summary>
    public static string? UriFor(QuayRegistry registry, EffectiveComponents components, StoredSecrets stored, ReleaseMinor minor)
    {
        if (minor.Before(3, 7) || !components.Manages(ComponentKind.Postgres) || stored.Keys is not { DbUri: { } uri, DatabaseSecretKey: { } secret }) return null;
        var name = DatabaseUri.ManagedName(registry.Name);
        // Deployed with the account of the user's, as the operator does, it is not in use; and what is in use is not left.
        if (DatabaseUri.Parse(uri)?.Host == name || (stored.DatabaseAccount is { } account && account != name)) return null;
        using var material = new MemoryStream(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), Material, info: Encoding.UTF8.GetBytes($"{name} of {registry.Uid}")));
        return DatabaseUri.Managed(registry.Name, KeyGeneration.DatabasePassword(minor, material.ReadExactly));
    }
}
