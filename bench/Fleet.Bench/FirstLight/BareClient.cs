using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Fleet.Testing;

namespace Fleet.Bench.FirstLight;

/// <summary>Applies, and nothing else: an HttpClient with one HTTP/2 connection that knows beforehand what to send.</summary>
internal sealed class BareClient : IDisposable
{
    private readonly HttpClient _client;

    public BareClient(ApiServer server)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(server.CertificateAuthorityPem);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } })
        {
            BaseAddress = server.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.AdminToken);
    }

    /// <summary>Opens the connection.</summary>
    public Task WarmAsync() => _client.GetStringAsync(new Uri("/version", UriKind.Relative));

    /// <summary>All registries at once; the steps of each in order; the applies of a step at once.</summary>
    /// <returns>The wall time.</returns>
    public async Task<TimeSpan> RunAsync(IReadOnlyList<IReadOnlyList<BareApply>> registries)
    {
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(registries.Select(async applies =>
        {
            foreach (var step in applies.GroupBy(apply => apply.Step).OrderBy(step => step.Key))
                await Task.WhenAll(step.Select(SendAsync));
        }));
        return TimeProvider.System.GetElapsedTime(started);
    }

    public void Dispose() => _client.Dispose();

    private async Task SendAsync(BareApply apply)
    {
        var uri = new Uri(apply.Path + "?fieldManager=bare-client&fieldValidation=Strict&force=true", UriKind.Relative);
        using var request = new HttpRequestMessage(HttpMethod.Patch, uri) { Version = HttpVersion.Version20, Content = new ByteArrayContent(apply.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/apply-patch+yaml");
        using var response = await _client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{apply.Path}: {(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(answer)}");
    }
}
