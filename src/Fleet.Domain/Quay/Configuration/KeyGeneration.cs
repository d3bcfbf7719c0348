using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>
/// Decides the keys a registry uses: the user's, else the stored ones, else generated ones. A value that is known is never generated anew,
/// in releases either whose Secret has no place for it: that would roll every pod on every pass.
/// </summary>
internal static class KeyGeneration
{
    private const int SecretKeyLength = 80;
    private const int PasswordLength = 32;
    private const int EditorPasswordLength = 16;

    /// <param name="returned">The managed database's URI where the stored one is another database's; null to go by the stored one.</param>
    public static ManagedKeys Resolve(
        ManagedKeys stored, JsonObject userConfig, EffectiveComponents components, string registryName, ReleaseMinor minor, FillRandom fill, string? returned = null)
    {
        return new ManagedKeys(
            DatabaseSecretKey: UserOr("DATABASE_SECRET_KEY", stored.DatabaseSecretKey) ?? RandomText.Of(SecretKeyLength, fill),
            SecretKey: UserOr("SECRET_KEY", stored.SecretKey) ?? RandomText.Of(SecretKeyLength, fill),
            DbUri: DatabaseUri(),
            DbRootPassword: stored.DbRootPassword ?? (components.Manages(ComponentKind.Postgres) ? RandomText.Of(PasswordLength, fill) : null),
            ConfigEditorPassword: stored.ConfigEditorPassword ?? (minor.Before(3, 10) ? RandomText.Of(EditorPasswordLength, fill) : null),
            ScannerPreSharedKey: stored.ScannerPreSharedKey
                ?? (components.Manages(ComponentKind.Clair) ? RandomText.Base64Of(PasswordLength, fill) : null),
            stored.ClairDbUser, stored.ClairDbPassword, stored.ClairDbRootPassword, stored.ClairDbName)
            .WithClairDatabase(stored, components, minor, fill);

        string? UserOr(string key, string? storedValue)
        {
            if (minor.AtLeast(3, 6)) return UserConfig.Text(userConfig, key) ?? storedValue;
            return storedValue ?? (userConfig[key] is JsonValue own && own.TryGetValue<string>(out var text) ? text : null);
        }

        string? DatabaseUri()
        {
            var known = minor.AtLeast(3, 6) ? UserConfig.Text(userConfig, "DB_URI") ?? returned ?? stored.DbUri : stored.DbUri;
            return known is not null || !components.Manages(ComponentKind.Postgres) ? known : Configuration.DatabaseUri.Managed(registryName, DatabasePassword(minor, fill));
        }
    }

    public static string DatabasePassword(ReleaseMinor minor, FillRandom fill) => RandomText.Of(minor.AtLeast(3, 6) ? SecretKeyLength : PasswordLength, fill);

    private static ManagedKeys WithClairDatabase(
        this ManagedKeys keys, ManagedKeys stored, EffectiveComponents components, ReleaseMinor minor, FillRandom fill)
    {
        if (minor.Before(3, 15) || stored.ClairDbPassword is not null || !components.Manages(ComponentKind.ClairPostgres)) return keys;
        // A database that an earlier release made has the password it was made with.
        var password = stored.DbRootPassword is not null ? "postgres" : RandomText.Of(PasswordLength, fill);
        return keys with { ClairDbUser = "postgres", ClairDbPassword = password, ClairDbRootPassword = password, ClairDbName = "postgres" };
    }
}
