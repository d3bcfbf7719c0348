using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Testing;

/// <summary>"Somebody else" at the API server: plain requests with an admin's token. Failures throw.</summary>
public sealed class AdminClient : IDisposable
{
    private readonly HttpClient _client;

    public AdminClient(Uri address, string certificateAuthorityPem, string token)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(certificateAuthorityPem);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        _client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            // After a restart of the server the pool may hold a dead connection; short-lived ones keep that window small.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
        })
        { BaseAddress = address };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public Task<JsonObject> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<JsonObject> CreateAsync(string path, JsonObject body) => SendAsync(HttpMethod.Post, path, body.ToJsonString(), "application/json");

    public Task<JsonObject> CreateYamlAsync(string path, string yaml) => SendAsync(HttpMethod.Post, path, yaml, "application/yaml");

    public Task<JsonObject> MergeAsync(string path, JsonObject patch) =>
        SendAsync(HttpMethod.Patch, path, patch.ToJsonString(), "application/merge-patch+json");

    public Task<JsonObject> ApplyAsync(string path, JsonObject body, string fieldManager) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={fieldManager}&force=true", body.ToJsonString(), "application/apply-patch+yaml");

    public Task<JsonObject> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null, null);

    public async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    /// <summary>Whatever the answer is, refusals too.</summary>
    public async Task<(HttpStatusCode Code, JsonObject Body)> AnswerAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request);
        return (response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>An answer that streams, such as a watch's.</summary>
    public Task<Stream> OpenAsync(string path) => _client.GetStreamAsync(new Uri(path, UriKind.Relative));

    public void Dispose() => _client.Dispose();

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, string? body, string? contentType)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, contentType!);
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {text}", null, response.StatusCode);
        return (JsonObject)JsonNode.Parse(text)!;
    }
}
