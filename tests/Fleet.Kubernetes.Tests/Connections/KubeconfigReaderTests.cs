using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Kubernetes.Connections;
using Xunit;

namespace Fleet.Kubernetes.Tests.Connections;

public sealed class KubeconfigReaderTests : IDisposable
{
    private const string Secret = "s3cr3t-t0ken";
    private readonly string _directory = Directory.CreateTempSubdirectory("kubeconfig-").FullName;
    private readonly string _certificate;
    private readonly string _key;

    public KubeconfigReaderTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        (_certificate, _key) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_current_context_is_read_and_another_can_be_named()
    {
        var yaml = """
            current-context: a
            contexts:
              - {name: a, context: {cluster: one, user: u, namespace: quay}}
              - {name: b, context: {cluster: two, user: u}}
            clusters:
              - {name: one, cluster: {server: "https://one:6443"}}
              - {name: two, cluster: {server: "https://two", tls-server-name: api.two, proxy-url: "socks5://proxy:1080", insecure-skip-tls-verify: true}}
            users: [{name: u, user: {token: t}}]
            """;
        var current = Accepted(yaml);
        Assert.Equal(("https://one:6443/", "quay", "t"), (current.Server.AbsoluteUri, current.Namespace, current.Token));
        var named = Accepted(yaml, "b");
        Assert.Equal(("https://two/", "api.two", "socks5://proxy:1080/", true), (named.Server.AbsoluteUri, named.TlsServerName, named.Proxy?.AbsoluteUri, named.InsecureSkipVerify));
    }

    [Fact]
    public void Files_are_taken_in_relative_to_the_kubeconfig()
    {
        File.WriteAllText(Path.Combine(_directory, "ca.crt"), _certificate);
        File.WriteAllText(Path.Combine(_directory, "client.crt"), _certificate);
        File.WriteAllText(Path.Combine(_directory, "client.key"), _key);
        File.WriteAllText(Path.Combine(_directory, "token"), Secret + "\n");
        var settings = Accepted(Config("certificate-authority: ca.crt", "client-certificate: client.crt, client-key: client.key, tokenFile: token"));
        Assert.Equal((_certificate, _certificate, _key, Secret), (settings.CertificateAuthorityPem, settings.ClientCertificatePem, settings.ClientKeyPem, settings.Token));
    }

    [Fact]
    public void Inline_data_is_decoded()
    {
        var settings = Accepted(Config($"certificate-authority-data: {Base64(_certificate)}", $"client-certificate-data: {Base64(_certificate)}, client-key-data: {Base64(_key)}"));
        Assert.Equal((_certificate, _key), (settings.CertificateAuthorityPem, settings.ClientKeyPem));
    }

    [Fact]
    public void Every_problem_is_reported_at_once_with_its_field_and_a_remedy()
    {
        var problems = Refused(
            """
            current-context: a
            contexts: [{name: a, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "api:6443", certificate-authority: missing.crt, insecure-skip-tls-verify: perhaps, proxy-url: "ftp://x"}}]
            users: [{name: u, user: {client-key-data: "%%%", auth-provider: {name: gcp}, username: bob, password: s3cr3t-t0ken}}]
            """);
        Assert.Collection(
            problems,
            problem => Assert.StartsWith("clusters[c].cluster.server 'api:6443' is no https:// address; give", problem),
            problem => Assert.StartsWith("clusters[c].cluster.certificate-authority 'missing.crt' cannot be read", problem),
            problem => Assert.Contains("proxy-url", problem),
            problem => Assert.Contains("insecure-skip-tls-verify 'perhaps' is neither true nor false", problem),
            problem => Assert.Contains("client-key-data is no base64", problem),
            problem => Assert.Contains("auth-provider is no longer part of Kubernetes; use a token", problem),
            problem => Assert.Contains("basic authentication", problem));
        Assert.DoesNotContain(problems, problem => problem.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void Exec_is_off_unless_allowed_and_the_problem_says_what_to_do()
    {
        var yaml = Config("", "exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token], env: [{name: AWS_PROFILE, value: p}]}");
        var problem = Assert.Single(Refused(yaml));
        Assert.Contains("'aws' would run a program", problem);
        Assert.Contains("use a token", problem);
        var settings = Accepted(yaml, allowExec: true);
        Assert.Equal(["eks", "get-token"], settings.Exec!.Arguments);
        Assert.Equal("p", settings.Exec.Environment["AWS_PROFILE"]);
    }

    [Fact]
    public void A_key_that_does_not_fit_its_certificate_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var yaml = Config("", $"client-certificate-data: {Base64(_certificate)}, client-key-data: {Base64(other.ExportPkcs8PrivateKeyPem())}");
        Assert.Contains("does not belong to client-certificate", Assert.Single(Refused(yaml)));
    }

    [Fact]
    public void A_missing_context_is_answered_with_those_there_are() =>
        Assert.Equal("contexts: there is no 'z'; there are a.", Assert.Single(Refused(Config("", "token: t"), "z")));

    [Fact]
    public void A_file_cannot_be_read_where_there_is_no_directory()
    {
        var outcome = KubeconfigReader.Read(Config("certificate-authority: /etc/passwd", "token: t"), null, null, allowExec: false);
        Assert.Contains("inline it", Assert.Single(Assert.IsType<KubeconfigOutcome.Refused>(outcome).Problems));
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("{")]
    [InlineData("contexts: 5\ncurrent-context: a")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: {}}}]\nclusters: {}")]
    public void Nonsense_is_refused(string yaml) => Assert.NotEmpty(Refused(yaml));

    [Fact]
    public void Yaml_errors_name_the_place_and_quote_nothing()
    {
        var problem = Assert.Single(Refused($"users:\n  - token: '{Secret}"));
        Assert.Contains("line ", problem);
        Assert.DoesNotContain(Secret, problem);
    }

    [Fact]
    public void Settings_print_no_secret()
    {
        var settings = Accepted(Config("proxy-url: 'http://user:hunter2@proxy:3128'", $"token: {Secret}, client-certificate-data: {Base64(_certificate)}, client-key-data: {Base64(_key)}"));
        var text = settings.ToString();
        Assert.DoesNotContain(Secret, text);
        Assert.DoesNotContain("hunter2", text);
        Assert.DoesNotContain("PRIVATE", text);
        Assert.Contains("https://c", text);
    }

    private static string Config(string cluster, string user) =>
        $$"""
        current-context: a
        contexts: [{name: a, context: {cluster: c, user: u} }]
        clusters: [{name: c, cluster: {server: "https://c:6443"{{(cluster.Length == 0 ? "" : ", " + cluster)}} } }]
        users: [{name: u, user: { {{user}} } }]
        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private KubeconfigOutcome Read(string yaml, string? context, bool allowExec) => KubeconfigReader.Read(yaml, context, _directory, allowExec);

    private ClusterConnectionSettings Accepted(string yaml, string? context = null, bool allowExec = false) =>
        Assert.IsType<KubeconfigOutcome.Accepted>(Read(yaml, context, allowExec)).Settings;

    private System.Collections.Immutable.ImmutableArray<string> Refused(string yaml, string? context = null) =>
        Assert.IsType<KubeconfigOutcome.Refused>(Read(yaml, context, false)).Problems;
}
