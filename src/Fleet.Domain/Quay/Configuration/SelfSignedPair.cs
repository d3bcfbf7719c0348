using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>The certificate 3.4 and 3.5 make for a registry whose user brings none.</summary>
internal static class SelfSignedPair
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(365);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);
    private const string AuthorityMark = "-ca";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <param name="buildManagerHostname">Empty for none.</param>
    public static TlsPair Create(string serverHostname, string buildManagerHostname, Entropy entropy)
    {
        var (from, until) = (entropy.Now - ClockSkew, entropy.Now + Validity);
        using var authorityKey = entropy.NewKey();
        using var leafKey = entropy.NewKey();
        using var authority = Authority($"{serverHostname}{AuthorityMark}@{entropy.Now.ToUnixTimeSeconds()}", authorityKey)
            .Create(Name($"{serverHostname}{AuthorityMark}@{entropy.Now.ToUnixTimeSeconds()}"), X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1), from, until, Serial(entropy));
        using var leaf = Leaf($"{serverHostname}@{entropy.Now.ToUnixTimeSeconds()}", leafKey, [serverHostname, buildManagerHostname])
            .Create(authority.SubjectName, X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1), from, until, Serial(entropy));
        return new TlsPair(
            leaf.ExportCertificatePem() + "\n" + authority.ExportCertificatePem() + "\n",
            leafKey.ExportRSAPrivateKeyPem() + "\n");
    }

    /// <summary>
    /// Whether a pair is one that was made here, for these hosts, and will be valid for a while: half its life is left. A pair that a user
    /// brought, and took away again, is not.
    /// </summary>
    public static bool Serves(TlsPair pair, string serverHostname, string buildManagerHostname, DateTimeOffset now)
    {
        if (((string[])[serverHostname, buildManagerHostname]).Any(host => host.Length > 0 && pair.FaultFor(host) is not null)) return false;
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(pair.Certificate);
            return leaf.IssuerName.Name.Contains($"{AuthorityMark}@", StringComparison.Ordinal) && leaf.NotAfter.ToUniversalTime() - now.UtcDateTime > Validity / 2;
        }
        catch (CryptographicException)
        {
            // Without a host nothing has read it yet.
            return false;
        }
    }

    private static CertificateRequest Authority(string commonName, RSA key)
    {
        var request = new CertificateRequest(Name(commonName), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        return request;
    }

    private static CertificateRequest Leaf(string commonName, RSA key, string[] hosts)
    {
        var request = new CertificateRequest(Name(commonName), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.Select(Hostnames.WithoutPort).Where(host => host.Length > 0)) names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    /// <summary>A common name holds 64 characters at most.</summary>
    private static X500DistinguishedName Name(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName.Length <= 64 ? commonName : commonName[^64..]);
        return builder.Build();
    }

    private static byte[] Serial(Entropy entropy)
    {
        var serial = new byte[16];
        entropy.Fill(serial);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x01);
        return serial;
    }
}
