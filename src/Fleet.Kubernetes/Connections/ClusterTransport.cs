using System.Net;
using System.Net.Http.Headers;

namespace Fleet.Kubernetes.Connections;

/// <summary>One set of credentials and its connections. Replaced as a whole when credentials rotate.</summary>
internal sealed class ClusterTransport : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _server;
    private readonly string? _hostHeader;
    private readonly string? _token;
    private readonly ExecCredentialSource? _exec;

    public ClusterTransport(ClusterConnectionSettings settings, KubernetesApiOptions options, TimeProvider time)
    {
        var address = settings.Server.AbsoluteUri;
        _server = new Uri(address.EndsWith('/') ? address : address + "/");
        _hostHeader = settings.TlsServerName; // .NET takes SNI and the name to verify from the Host header
        _token = settings.Token;
        _exec = settings.Exec is { } plugin ? new ExecCredentialSource(plugin, time) : null;
        // Deadlines are the callers', on their TimeProvider.
        _client = new HttpClient(ClusterHandler.Create(settings, options)) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("quay-fleet", typeof(ClusterTransport).Assembly.GetName().Version?.ToString(3)));
        if (options.Agent is { } agent) _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue($"({agent})"));
    }

    /// <summary>Returns when the headers are in; the caller disposes the answer.</summary>
    /// <exception cref="ExecCredentialException">The exec plugin gave no credential.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string accept, byte[]? body, string? contentType, CancellationToken cancellation)
    {
        // The client's own default version would not reach a message made here.
        using var request = new HttpRequestMessage(method, new Uri(_server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (_hostHeader is not null) request.Headers.Host = _hostHeader;
        var token = _exec is null ? _token : await _exec.TokenAsync(cancellation);
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode == HttpStatusCode.Unauthorized) _exec?.Forget();
        // A watch's answer holds on to what asked for it for as long as it lasts, and nobody reads that again: a kilobyte for each of thirty watches a cluster.
        request.RequestUri = null;
        request.Headers.Clear();
        return response;
    }

    /// <summary>Ends the requests in flight.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _exec?.Dispose();
    }
}
