using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Components;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// What a registry's own Secrets hold of values that were generated once. The releases until 3.6 have no place for some of them, and the Quay
/// Operator makes those anew with every pass, which rolls every pod; the fleet finds them where they are used.
/// </summary>
/// <param name="Keys">See <see cref="ManagedKeys"/>; a null member is stored nowhere.</param>
/// <param name="SignedPair">The certificate that 3.4 and 3.5 make; null when there is none.</param>
/// <param name="Live">Those with generated names; null when none are known.</param>
/// <param name="RouterCertificate">The chain that the registry's pods were given of the cluster's router, by whoever could reach it; null for none.</param>
/// <param name="DatabaseAccount">The user that the managed database was deployed with last, empty for none; null when it never was.</param>
public sealed record StoredSecrets(ManagedKeys Keys, TlsPair? SignedPair = null, LiveSecrets? Live = null, string? RouterCertificate = null, string? DatabaseAccount = null)
{
    public static StoredSecrets None { get; } = new(ManagedKeys.None);

    /// <param name="uid">The registry's; a Secret that has not got it as its owner keeps no name.</param>
    /// <param name="secrets">All Secrets with the registry's label.</param>
    public static StoredSecrets Among(string registry, string uid, IEnumerable<JsonObject> secrets)
    {
        var newestFirst = secrets.OrderByDescending(Version).ToList();
        // One copy per change is left behind, and an older release's lacks what a newer one added.
        var stored = Named(ManagedKeys.SecretSuffix).Select(ManagedKeys.Read)
            .Aggregate(ManagedKeys.None, (newer, older) => newer.Or(older));
        var config = Named(QuayPod.ConfigSecret).FirstOrDefault();
        return new StoredSecrets(
            stored.Or(new ManagedKeys(
                DbUri: DatabaseUriIn(Named("postgres-config-secret").FirstOrDefault()),
                DbRootPassword: Text(Named("postgres-config-secret").FirstOrDefault(), "database-root-password"),
                ConfigEditorPassword: Text(Named(ConfigEditor.CredentialsSecret).FirstOrDefault(), "password"),
                ScannerPreSharedKey: SettingIn(config, "SECURITY_SCANNER_V4_PSK"))),
            Text(config, ConfigBundle.CertificateFile) is { } certificate && Text(config, ConfigBundle.KeyFile) is { } key ? new TlsPair(certificate, key) : null,
            new LiveSecrets([.. newestFirst.Where(secret => Superseded.IsGenerated(secret, registry, uid)).OrderByDescending(Created, StringComparer.Ordinal).Select(Standing)]),
            Text(Named(QuayPod.TlsSecret).FirstOrDefault(), ConfigBundle.RouterCertificateFile),
            Named("postgres-config-secret").FirstOrDefault() is { } account ? Text(account, "database-username") ?? "" : null);

        IEnumerable<ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>> Named(string suffix) =>
            from secret in newestFirst
            let name = (string?)secret["metadata"]?["name"] ?? ""
            where name == $"{registry}-{suffix}" || name.StartsWith($"{registry}-{suffix}-", StringComparison.Ordinal)
            select PassReadings.Data(secret, decode: true);
    }

    public override string ToString() => nameof(StoredSecrets);

    private static LiveSecret Standing(JsonObject secret) => new((string)secret["metadata"]!["name"]!, PassReadings.Data(secret, decode: true));

    /// <summary>In the API server's form, whose order as text is that of time.</summary>
    private static string Created(JsonObject secret) => (string?)secret["metadata"]?["creationTimestamp"] ?? "";

    private static ulong Version(JsonObject secret) =>
        ulong.TryParse((string?)secret["metadata"]?["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static string? DatabaseUriIn(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? database) =>
        Text(database, "database-username") is { } user && Text(database, "database-password") is { } password && Text(database, "database-name") is { } name
            ? $"postgresql://{user}:{password}@{user}:5432/{name}"
            : null;

    private static string? SettingIn(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? config, string key)
    {
        try
        {
            return Text(config, ConfigBundle.ConfigFile) is { } text && YamlReader.Read(text) is JsonObject settings ? UserConfig.Text(settings, key) : null;
        }
        catch (YamlFormatException)
        {
            // Somebody changed it by hand: what it said is lost, and the next pass puts it right.
            return null;
        }
    }

    private static string? Text(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? data, string key) =>
        data is not null && data.TryGetValue(key, out var bytes) && !bytes.IsEmpty ? Encoding.UTF8.GetString(bytes.Span) : null;
}
