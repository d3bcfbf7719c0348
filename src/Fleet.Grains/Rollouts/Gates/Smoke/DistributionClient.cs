using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Grains.Rollouts.Gates.Smoke;

/// <summary>A step of the smoke test that went wrong, in words.</summary>
internal sealed class SmokeException(string message) : Exception(message);

/// <summary>Speaks the registry protocol to one endpoint. What it is answered is never followed to another host: the account goes nowhere else.</summary>
internal sealed class DistributionClient : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private const int LongestWords = 120;

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly SmokeAccount _account;
    private AuthenticationHeaderValue? _authorization;

    /// <exception cref="SmokeException">The account would cross the network in the clear.</exception>
    public DistributionClient(Uri endpoint, SmokeAccount account)
    {
        if (endpoint.Scheme != Uri.UriSchemeHttps && !endpoint.IsLoopback) throw new SmokeException($"its endpoint {endpoint} is not https, and the account is not sent in the clear");
        (_endpoint, _account) = (endpoint, account);
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false, UseCookies = false };
        if (account.Authority is { } authority)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(authority);
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
        _http = new HttpClient(handler) { MaxResponseContentBufferSize = LongestAnswer, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks <c>/v2/</c>, and for a token where it wants one.</summary>
    public async Task SignInAsync(CancellationToken cancellationToken)
    {
        using var first = await _http.GetAsync(At("/v2/"), cancellationToken);
        if (first.StatusCode == HttpStatusCode.Unauthorized)
        {
            var basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_account.User}:{_account.Password}")));
            var bearer = first.Headers.WwwAuthenticate.FirstOrDefault(challenge => challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase));
            _authorization = bearer is null ? basic : new AuthenticationHeaderValue("Bearer", await TokenAsync(basic, bearer.Parameter ?? "", cancellationToken));
        }
        using var again = await SendAsync(HttpMethod.Get, At("/v2/"), null, "the ping of /v2/", HttpStatusCode.OK, cancellationToken);
    }

    public async Task PushBlobAsync(SmokeBlob blob, string what, CancellationToken cancellationToken)
    {
        using var begun = await SendAsync(HttpMethod.Post, At($"/v2/{_account.Repository}/blobs/uploads/"), Content([], null), $"the upload of {what}", HttpStatusCode.Accepted, cancellationToken);
        var place = begun.Headers.Location is { } location ? new Uri(_endpoint, location) : throw new SmokeException($"the upload of {what} is told no place to go to");
        if (!IsHere(place)) throw new SmokeException($"the upload of {what} is sent to {place.Authority}, and only {_endpoint.Authority} is asked");
        var target = new UriBuilder(place) { Query = $"{place.Query.TrimStart('?')}&digest={blob.Digest}".TrimStart('&') }.Uri;
        using var done = await SendAsync(HttpMethod.Put, target, Content(blob.Content, "application/octet-stream"), $"the upload of {what}", HttpStatusCode.Created, cancellationToken);
    }

    public async Task PushManifestAsync(SmokeBlob manifest, string tag, string what, CancellationToken cancellationToken)
    {
        using var done = await SendAsync(
            HttpMethod.Put, At($"/v2/{_account.Repository}/manifests/{tag}"), Content(manifest.Content, manifest.MediaType), $"the push of {what}", HttpStatusCode.Created, cancellationToken);
    }

    /// <summary>Asks by digest, and compares: what comes back is what was pushed.</summary>
    public async Task PullAsync(SmokeBlob pushed, bool isManifest, string what, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At($"/v2/{_account.Repository}/{(isManifest ? "manifests" : "blobs")}/{pushed.Digest}"));
        if (isManifest) request.Headers.Accept.ParseAdd(pushed.MediaType);
        using var response = await PullAsync(request, what, cancellationToken);
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (new SmokeBlob("", content).Digest != pushed.Digest) throw new SmokeException($"{what} was pulled as something else than was pushed ({content.Length} bytes)");
    }

    public async Task DeleteManifestAsync(SmokeBlob manifest, string what, CancellationToken cancellationToken)
    {
        using var done = await SendAsync(HttpMethod.Delete, At($"/v2/{_account.Repository}/manifests/{manifest.Digest}"), null, $"the deletion of {what}", HttpStatusCode.Accepted, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    // Blobs may lie in object storage: there the account is not sent to.
    private async Task<HttpResponseMessage> PullAsync(HttpRequestMessage request, string what, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = _authorization;
        var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.Found && response.Headers.Location is { } elsewhere)
        {
            response.Dispose();
            response = await _http.GetAsync(new Uri(_endpoint, elsewhere), cancellationToken);
        }
        return await CheckAsync(response, $"the pull of {what}", HttpStatusCode.OK, cancellationToken);
    }

    private async Task<string> TokenAsync(AuthenticationHeaderValue basic, string challenge, CancellationToken cancellationToken)
    {
        var parameters = Parameters(challenge);
        if (!Uri.TryCreate(parameters.GetValueOrDefault("realm"), UriKind.Absolute, out var realm)) throw new SmokeException("it wants a token, and does not say from where");
        if (realm.Host != _endpoint.Host || realm.Scheme != _endpoint.Scheme) throw new SmokeException($"it wants a token from {realm.Authority}, and the account is sent to {_endpoint.Host} only");
        var query = $"service={Uri.EscapeDataString(parameters.GetValueOrDefault("service") ?? "")}&scope={Uri.EscapeDataString($"repository:{_account.Repository}:pull,push")}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query }.Uri) { Headers = { Authorization = basic } };
        using var response = await CheckAsync(await _http.SendAsync(request, cancellationToken), "the request for a token", HttpStatusCode.OK, cancellationToken);
        var answer = Json(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return (string?)answer?["token"] ?? (string?)answer?["access_token"] ?? throw new SmokeException("the request for a token is answered without one");
    }

    private static Dictionary<string, string> Parameters(string challenge)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var rest = challenge; rest.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals;)
        {
            var (name, value) = (rest[..equals].Trim(' ', ','), rest[(equals + 1)..]);
            var end = value.StartsWith('"') ? value.IndexOf('"', 1) : value.IndexOf(',', StringComparison.Ordinal);
            if (end < 0) end = value.Length;
            found[name] = value[..end].Trim('"');
            rest = value[Math.Min(end + 1, value.Length)..];
        }
        return found;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? content, string what, HttpStatusCode desired, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content, Headers = { Authorization = _authorization } };
        return await CheckAsync(await _http.SendAsync(request, cancellationToken), what, desired, cancellationToken);
    }

    private static async Task<HttpResponseMessage> CheckAsync(HttpResponseMessage response, string what, HttpStatusCode desired, CancellationToken cancellationToken)
    {
        if (response.StatusCode == desired) return response;
        using (response)
        {
            var error = (Json(await response.Content.ReadAsByteArrayAsync(cancellationToken))?["errors"] as JsonArray)?.FirstOrDefault() as JsonObject;
            var words = error is null ? "" : $": {error["code"]} {error["message"]}";
            throw new SmokeException($"{what} is answered {(int)response.StatusCode}{(words.Length > LongestWords ? words[..LongestWords] : words)}");
        }
    }

    private static JsonObject? Json(byte[] content)
    {
        try
        {
            return content.Length == 0 ? null : JsonNode.Parse(content) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ByteArrayContent Content(byte[] bytes, string? mediaType)
    {
        var content = new ByteArrayContent(bytes);
        if (mediaType is not null) content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    private bool IsHere(Uri address) => address.Scheme == _endpoint.Scheme && address.Authority == _endpoint.Authority;

    private Uri At(string path) => new(_endpoint, path);
}
