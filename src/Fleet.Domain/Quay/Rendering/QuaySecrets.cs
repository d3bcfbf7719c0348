using System.Collections.Immutable;
using Fleet.Domain.Quay.Components;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>The Secrets every registry has, in the order of emission.</summary>
internal sealed record QuaySecrets(
    ConfigBundle Bundle, QuayConfig Config, ManagedKeys Keys, TlsPair? UserPair, RenderFacts Facts, string ServerHostname)
{
    private ReleaseMinor Minor => Facts.Release.Minor;

    public ImmutableArray<GeneratedSecret> All =>
    [
        .. Since(3, 7, Proxy),
        Configuration(),
        .. Since(3, 7, ExtraCertificates),
        StoredKeys(),
        .. Since(3, 6, Tls),
        .. Minor.Before(3, 10) ? [EditorCredentials()] : Array.Empty<GeneratedSecret>(),
    ];

    private IEnumerable<GeneratedSecret> Since(int major, int minor, Func<GeneratedSecret> secret) =>
        Minor.AtLeast(major, minor) ? [secret()] : [];

    private GeneratedSecret Proxy()
    {
        var settings = Facts.Operator;
        return GeneratedSecret.Of(ComponentKind.Quay, QuayPod.ProxySecret,
            ("HTTP_PROXY", settings.HttpProxy),
            ("HTTPS_PROXY", settings.HttpsProxy),
            // Quay calls itself by its outer name, which no proxy needs to see.
            ("NO_PROXY", string.Join(',', ((string[])[ServerHostname, settings.NoProxy]).Where(entry => entry.Length > 0))));
    }

    private GeneratedSecret Configuration() =>
        new(ComponentKind.Quay, QuayPod.ConfigSecret, Config.Files.RemoveRange(Config.Files.Keys.Where(IsMountedElsewhere)), Config.Pieces);

    private bool IsMountedElsewhere(string file) => file switch
    {
        ConfigBundle.CertificateFile or ConfigBundle.KeyFile => Minor.AtLeast(3, 6),
        "clair-ssl.crt" or "clair-ssl.key" => Minor.AtLeast(3, 7),
        _ => Minor.AtLeast(3, 7) && file.StartsWith(ConfigBundle.ExtraCaPrefix, StringComparison.Ordinal),
    };

    private GeneratedSecret ExtraCertificates()
    {
        var files = Bundle.Files
            .Where(file => file.Key.StartsWith(ConfigBundle.ExtraCaPrefix, StringComparison.Ordinal))
            .Select(file => KeyValuePair.Create(file.Key[ConfigBundle.ExtraCaPrefix.Length..], file.Value))
            .Where(file => file.Key.Length > 0)
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new GeneratedSecret(ComponentKind.Quay, QuayPod.ExtraCaSecret, files, files);
    }

    private GeneratedSecret StoredKeys()
    {
        var secret = GeneratedSecret.Of(
            ComponentKind.Quay, ManagedKeys.SecretSuffix, Keys.ToSecret(Minor).Select(key => (key.Key, (string?)key.Value)));
        return Minor.AtLeast(3, 7) ? secret.WithStableName() : secret;
    }

    private GeneratedSecret Tls()
    {
        var wildcard = Facts.Cluster.WildcardCertificate;
        return GeneratedSecret.Of(ComponentKind.Quay, QuayPod.TlsSecret,
            (ConfigBundle.RouterCertificateFile, wildcard.Length == 0 ? null : wildcard),
            (ConfigBundle.CertificateFile, UserPair?.Certificate),
            (ConfigBundle.KeyFile, UserPair?.Key));
    }

    private GeneratedSecret EditorCredentials() => GeneratedSecret.Of(ComponentKind.Quay, ConfigEditor.CredentialsSecret,
        ("username", ConfigEditor.User),
        ("password", Keys.ConfigEditorPassword ?? ""),
        (ConfigEditor.EndpointFile, Facts.Operator.EditorEndpoint));

    public override string ToString() => nameof(QuaySecrets);
}
