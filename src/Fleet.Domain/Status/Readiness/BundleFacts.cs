namespace Fleet.Domain.Status.Readiness;

/// <summary>What the TLS check asks of the config bundle. Key presence only: an empty value counts as present here.</summary>
/// <param name="Named"><c>spec.configBundleSecret</c> is set.</param>
/// <param name="Exists">The Secret exists; null while it has not been looked for.</param>
/// <param name="HasCertificate">It has the key <c>ssl.cert</c>.</param>
/// <param name="HasKey">It has the key <c>ssl.key</c>.</param>
public sealed record BundleFacts(bool Named, bool? Exists, bool HasCertificate, bool HasKey)
{
    public static BundleFacts Unread { get; } = new(Named: true, Exists: null, HasCertificate: false, HasKey: false);
}
