using System.Collections.Immutable;
using System.Text;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>
/// The values generated for a registry once and kept in its managed keys Secret. A null member is not stored (yet). All of it is secret.
/// </summary>
/// <param name="DbUri">The URI in use, a user's own included.</param>
/// <param name="ScannerPreSharedKey">Base64 text that Quay and Clair sign their calls with.</param>
public sealed record ManagedKeys(
    string? DatabaseSecretKey = null,
    string? SecretKey = null,
    string? DbUri = null,
    string? DbRootPassword = null,
    string? ConfigEditorPassword = null,
    string? ScannerPreSharedKey = null,
    string? ClairDbUser = null,
    string? ClairDbPassword = null,
    string? ClairDbRootPassword = null,
    string? ClairDbName = null)
{
    /// <summary>Suffix of the Secret's name; ≤3.6 append a content hash to it.</summary>
    public const string SecretSuffix = "quay-registry-managed-secret-keys";

    public static ManagedKeys None { get; } = new();

    /// <summary>Reads the Secret's data; unknown keys are ignored, empty values count as absent.</summary>
    public static ManagedKeys Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> data)
    {
        return new ManagedKeys(
            DatabaseSecretKey: Value("DATABASE_SECRET_KEY"),
            SecretKey: Value("SECRET_KEY"),
            DbUri: Value("DB_URI"),
            DbRootPassword: Value("DB_ROOT_PW"),
            ConfigEditorPassword: Value("CONFIG_EDITOR_PW"),
            ScannerPreSharedKey: Value("SECURITY_SCANNER_V4_PSK"),
            ClairDbUser: Value("CLAIR_DB_USER"),
            ClairDbPassword: Value("CLAIR_DB_PASSWORD"),
            ClairDbRootPassword: Value("CLAIR_DB_ROOT_PW"),
            ClairDbName: Value("CLAIR_DB_NAME"));

        string? Value(string key) => data.TryGetValue(key, out var bytes) && !bytes.IsEmpty ? Encoding.UTF8.GetString(bytes.Span) : null;
    }

    /// <summary>The name the Secret has from 3.7 on.</summary>
    public static string SecretName(string registry) => $"{registry}-{SecretSuffix}";

    /// <summary>These, and where one is missing that of <paramref name="other"/>.</summary>
    public ManagedKeys Or(ManagedKeys other) => new(
        DatabaseSecretKey ?? other.DatabaseSecretKey,
        SecretKey ?? other.SecretKey,
        DbUri ?? other.DbUri,
        DbRootPassword ?? other.DbRootPassword,
        ConfigEditorPassword ?? other.ConfigEditorPassword,
        ScannerPreSharedKey ?? other.ScannerPreSharedKey,
        ClairDbUser ?? other.ClairDbUser,
        ClairDbPassword ?? other.ClairDbPassword,
        ClairDbRootPassword ?? other.ClairDbRootPassword,
        ClairDbName ?? other.ClairDbName);

    /// <summary>What a release's Secret holds.</summary>
    internal ImmutableSortedDictionary<string, string> ToSecret(ReleaseMinor minor)
    {
        var data = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        data["DATABASE_SECRET_KEY"] = DatabaseSecretKey ?? "";
        data["SECRET_KEY"] = SecretKey ?? "";
        if (minor.AtLeast(3, 6))
        {
            data["DB_URI"] = DbUri ?? "";
            data["DB_ROOT_PW"] = DbRootPassword ?? "";
        }
        if (minor.AtLeast(3, 7)) data["SECURITY_SCANNER_V4_PSK"] = ScannerPreSharedKey ?? "";
        if (minor.AtLeast(3, 7) && minor.Before(3, 10)) data["CONFIG_EDITOR_PW"] = ConfigEditorPassword ?? "";
        if (minor.AtLeast(3, 15))
        {
            data["CLAIR_DB_USER"] = ClairDbUser ?? "";
            data["CLAIR_DB_PASSWORD"] = ClairDbPassword ?? "";
            data["CLAIR_DB_ROOT_PW"] = ClairDbRootPassword ?? "";
            data["CLAIR_DB_NAME"] = ClairDbName ?? "";
        }
        return data.ToImmutable();
    }

    public override string ToString() => nameof(ManagedKeys);
}
