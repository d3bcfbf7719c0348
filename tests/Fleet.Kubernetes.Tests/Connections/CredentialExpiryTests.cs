using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Kubernetes.Connections;
using Xunit;

namespace Fleet.Kubernetes.Tests.Connections;

public sealed class CredentialExpiryTests
{
    private static readonly DateTimeOffset Soon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClusterConnectionSettings Settings = new(new Uri("https://api.example:6443"));

    [Fact]
    public void The_sooner_of_certificate_and_token_counts()
    {
        Assert.Equal(Soon, CredentialExpiry.Of(Settings with { Token = Token($$"""{"exp":{{Soon.ToUnixTimeSeconds()}}}""") }));
        Assert.Equal(Soon, CredentialExpiry.Of(Settings with { ClientCertificatePem = Certificate(Soon), Token = Token($$"""{"exp":{{Soon.AddDays(1).ToUnixTimeSeconds()}}}""") }));
        Assert.Equal(Soon, CredentialExpiry.Of(Settings with { ClientCertificatePem = Certificate(Soon.AddDays(1)), Token = Token($$"""{"exp":{{Soon.ToUnixTimeSeconds()}}}""") }));
        Assert.Equal(Soon, CredentialExpiry.Of(Settings with { ClientCertificatePem = Certificate(Soon), Token = "opaque" }));
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("three.opaque.parts")]
    [InlineData("a.W10.b")]
    [InlineData("a.eyJleHAiOiJuZXZlciJ9.b")]
    [InlineData("a.eyJleHAiOjFlOTl9.b")]
    public void What_does_not_say_when_it_ends_is_not_known_to_end(string token) => Assert.Null(CredentialExpiry.Of(Settings with { Token = token }));

    private static string Token(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";

    private static string Certificate(DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=fleet", key, HashAlgorithmName.SHA256).CreateSelfSigned(until.AddDays(-30), until);
        return made.ExportCertificatePem();
    }
}
