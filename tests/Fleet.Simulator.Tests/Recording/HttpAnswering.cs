using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>Calls over HTTP, with an admin's token.</summary>
public sealed class HttpAnswering : IAnswering, IDisposable
{
    private readonly HttpClient _client;

    /// <param name="address">Ends in a slash when it has a path.</param>
    public HttpAnswering(Uri address, string certificateAuthorityPem, string token)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(certificateAuthorityPem);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } })
        {
            BaseAddress = address,
        };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public async Task<Answer> SendAsync(Call call)
    {
        using var request = new HttpRequestMessage(call.Method, new Uri(call.Path, UriKind.Relative));
        request.Headers.UserAgent.ParseAdd(call.UserAgent);
        if (call.Body is not null) request.Content = new StringContent(call.Body.ToJsonString(), Encoding.UTF8, call.ContentType!);
        using var response = await _client.SendAsync(request);
        return new Answer((int)response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!, response.Headers.Date);
    }

    public void Dispose() => _client.Dispose();
}
