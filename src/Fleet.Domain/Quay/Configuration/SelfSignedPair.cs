using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>The certificate 3.4 and 3.5 make for a registry whose user brings none.</summary>
internal static class SelfSignedPair
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(365);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <param name="buildManagerHostname">Empty for none.</param>
    public static TlsPair Create(string serverHostname, string buildManagerHostname, Entropy entropy)
    {
        var (from, until) = (entropy.Now - ClockSkew, entropy.Now + Validity);
        using var authorityKey = entropy.NewKey();
        using var leafKey = entropy.NewKey();
        using var authority = Authority($"{serverHostname}-ca@{entropy.Now.ToUnixTimeSeconds()}", authorityKey)
            .Create(Name($"{serverHostname}-ca@{entropy.Now.ToUnixTimeSeconds()}"), X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1), from, until, Serial(entropy));
        using var leaf = Leaf($"{serverHostname}@{entropy.Now.ToUnixTimeSeconds()}", leafKey, [serverHostname, buildManagerHostname])
            .Create(authority.SubjectName, X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1), from, until, Serial(entropy));
        return new TlsPair(
            leaf.ExportCertificatePem() + "\n" + authority.ExportCertificatePem() + "\n",
            leafKey.ExportRSAPrivateKeyPem() + "\n");
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
