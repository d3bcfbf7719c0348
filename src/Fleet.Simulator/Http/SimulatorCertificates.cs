using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.Simulator.Http;

/// <summary>A certificate authority of the simulator's own, and the server certificate it signed for loopback.</summary>
public sealed class SimulatorCertificates
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);

    private readonly X509Certificate2 _authority;

    private SimulatorCertificates(X509Certificate2 authority, X509Certificate2 server) => (_authority, Server) = (authority, server);

    public X509Certificate2 Server { get; }

    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>Everything, private keys included: for a file only its owner may read.</summary>
    public string ToPem() => string.Join('\n', _authority.ExportCertificatePem(), _authority.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    /// <param name="pem">What <see cref="ToPem"/> gave.</param>
    public static SimulatorCertificates FromPem(string pem, TimeProvider time) => WithServer(X509Certificate2.CreateFromPem(pem, pem), time);

    public static SimulatorCertificates Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Quay Fleet simulator", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        var now = time.GetUtcNow();
        return WithServer(request.CreateSelfSigned(now.AddDays(-1), now + Life), time);
    }

    /// <summary>A client certificate and its key; whoever shows one is the administrator of every cluster.</summary>
    public (string Certificate, string Key) IssueClient(string name, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Issue(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256), _authority, time);
        return (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    internal bool Issued(X509Certificate2 client)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(client);
    }

    private static SimulatorCertificates WithServer(X509Certificate2 authority, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=simulator", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("api.fleet.test");
        request.CertificateExtensions.Add(names.Build());
        using var issued = Issue(request, authority, time);
        using var whole = issued.CopyWithPrivateKey(key);
        return new SimulatorCertificates(authority, X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null));
    }

    private static X509Certificate2 Issue(CertificateRequest request, X509Certificate2 authority, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var until = now + Life < authority.NotAfter ? now + Life : new DateTimeOffset(authority.NotAfter).AddMinutes(-1);
        return request.Create(authority, now.AddDays(-1), until, RandomNumberGenerator.GetBytes(16));
    }
}
