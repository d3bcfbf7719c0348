using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Grains.Rollouts.Gates.Smoke;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>The smoke test against a real registry that wants tokens, which are issued here as the protocol says.</summary>
public sealed class SmokeTokenTests : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly HttpListener _issuer = new();
    private readonly List<string> _scopes = [];

    public void Dispose()
    {
        ((IDisposable)_issuer).Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_registry_that_wants_tokens_is_given_one_that_the_account_paid_for()
    {
        var realm = $"http://127.0.0.1:{FreePort()}/token/";
        _issuer.Prefixes.Add(realm);
        _issuer.Start();
        var request = new CertificateRequest("CN=issuer", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        var serving = ServeAsync(certificate);
        await using var registry = new RegistryServer();
        await registry.WantTokensAsync(realm, certificate.ExportCertificatePem());
        await registry.InitializeAsync();

        Assert.Null(await SmokeTest.RunAsync(registry.Address, Account("word"), TimeProvider.System, Ct));
        Assert.Equal("repository:smoke/test:pull,push", Assert.Single(_scopes));
        Assert.Equal("the request for a token is answered 401", await SmokeTest.RunAsync(registry.Address, Account("another"), TimeProvider.System, Ct));
        // By another name of the same machine: the account is for the host that the registry is known by.
        Assert.Contains("the account is sent to localhost only", await SmokeTest.RunAsync(registry.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), Account("word"), TimeProvider.System, Ct), StringComparison.Ordinal);
        _issuer.Stop();
        await serving;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static SmokeAccount Account(string password) => new("smoke", password, "smoke/test", null);

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ServeAsync(X509Certificate2 certificate)
    {
        while (_issuer.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _issuer.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var allowed = context.Request.Headers["Authorization"] == $"Basic {Convert.ToBase64String("smoke:word"u8)}";
            context.Response.StatusCode = allowed ? 200 : 401;
            if (allowed) _scopes.Add(context.Request.QueryString["scope"]!);
            var answer = allowed ? JsonSerializer.SerializeToUtf8Bytes(new { token = Issue(certificate) }) : [];
            await context.Response.OutputStream.WriteAsync(answer);
            context.Response.Close();
        }
    }

    // The right to delete is the issuer's to give: Quay's goes with push.
    private string Issue(X509Certificate2 certificate)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)) };
        var access = new JsonObject { ["type"] = "repository", ["name"] = "smoke/test", ["actions"] = new JsonArray("pull", "push", "delete") };
        var claims = new JsonObject { ["iss"] = "tests", ["aud"] = "registry", ["sub"] = "smoke", ["nbf"] = now - 60, ["exp"] = now + 600, ["access"] = new JsonArray(access) };
        var text = $"{Encode(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
