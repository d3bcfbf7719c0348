using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>A certificate (chain) and its private key, as PEM.</summary>
public sealed record TlsPair(string Certificate, string Key)
{
    /// <summary>The bundle's pair; null unless both files can be used: 3.6 takes them when present, 3.7 wants them non-empty.</summary>
    public static TlsPair? In(ConfigBundle bundle, ReleaseMinor minor) =>
        bundle.Text(ConfigBundle.CertificateFile) is { } certificate && bundle.Text(ConfigBundle.KeyFile) is { } key
        && (minor.Before(3, 7) || (certificate.Length > 0 && key.Length > 0))
            ? new TlsPair(certificate, key)
            : null;

    /// <summary>Why the pair cannot serve a host, by its names in the SAN (a common name does not count); null when it can.
    /// Neither chain nor expiry is looked at.</summary>
    /// <param name="host">A port is ignored.</param>
    public string? FaultFor(string host)
    {
        try
        {
            using var pair = X509Certificate2.CreateFromPem(Certificate, Key);
            var name = Hostnames.WithoutPort(host);
            return pair.MatchesHostname(name, allowWildcards: true, allowCommonName: false)
                ? null
                : $"the certificate's subject alternative names do not include {name}";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            // The last for a curve that this platform does not know.
            return e.Message;
        }
    }

    /// <summary>When the certificate ends; null when it cannot be read, which is another fault.</summary>
    public DateTimeOffset? NotAfter
    {
        get
        {
            try
            {
                using var certificate = X509Certificate2.CreateFromPem(Certificate);
                return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                return null;
            }
        }
    }

    public override string ToString() => nameof(TlsPair);
}
