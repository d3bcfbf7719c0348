using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Connection;

/// <summary>Calls the server's API; whatever goes wrong becomes a <see cref="CommandFault"/> of one line.</summary>
internal sealed class FleetClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    private FleetClient(Uri server, string token, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <exception cref="CommandFault">The address or the token file will not do.</exception>
    public static FleetClient Open(string server, string tokenFile, TimeProvider? time = null)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw CommandFault.BadInput($"--server '{server}' is no http:// or https:// address: write one such as http://127.0.0.1:8080.");
        return new FleetClient(new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/"), ReadToken(tokenFile), time ?? TimeProvider.System);
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        Read<T>(await SendAsync(HttpMethod.Get, path, null, cancellationToken));

    public async Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken) =>
        Read<T>(await SendAsync(HttpMethod.Post, path, body, cancellationToken));

    public async Task<T> PutAsync<T>(string path, object? body, CancellationToken cancellationToken) =>
        Read<T>(await SendAsync(HttpMethod.Put, path, body, cancellationToken));

    public async Task<T> PatchAsync<T>(string path, object? body, CancellationToken cancellationToken) =>
        Read<T>(await SendAsync(HttpMethod.Patch, path, body, cancellationToken));

    public async Task<T> DeleteAsync<T>(string path, CancellationToken cancellationToken) =>
        Read<T>(await SendAsync(HttpMethod.Delete, path, null, cancellationToken));

    /// <summary>As the server wrote it, for <c>-o json</c>.</summary>
    public Task<JsonNode> GetNodeAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>As the server wrote it; null when it knows no such thing.</summary>
    public async Task<JsonNode?> FindNodeAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/" + path);
        using var response = await TryAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        return response.IsSuccessStatusCode ? await ReadNodeAsync(response, cancellationToken) : throw await FaultAsync(response, cancellationToken);
    }

    /// <summary>An open stream of Server-Sent Events.</summary>
    public Task<Stream> OpenAsync(string path, string? lastEventId, CancellationToken cancellationToken) =>
        OpenAsync(path, "text/event-stream", lastEventId, cancellationToken);

    /// <summary>An open stream of JSON lines.</summary>
    public Task<Stream> OpenLinesAsync(string path, CancellationToken cancellationToken) => OpenAsync(path, "application/x-ndjson", null, cancellationToken);

    private async Task<Stream> OpenAsync(string path, string type, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/" + path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        if (lastEventId is { Length: > 0 }) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await TryAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(cancellationToken);
        using (response) throw await FaultAsync(response, cancellationToken);
    }

    public static T Read<T>(JsonNode node) => node.Deserialize<T>(Json) ?? throw new CommandFault(ExitCode.Failed, "The server answered nothing.");

    public void Dispose() => _http.Dispose();

    private static string ReadToken(string file)
    {
        try
        {
            var token = File.ReadAllText(file).Trim();
            return token.Length > 0 && token.All(c => c is > ' ' and < '\x7f')
                ? token
                : throw CommandFault.BadInput($"--token-file '{file}' holds no token: name the server's DIR/admin.token.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandFault.BadInput($"--token-file '{file}' cannot be read: name the server's DIR/admin.token, or set QUAYFLEET_TOKEN_FILE.");
        }
    }

    /// <summary>
    /// A write whose answer got lost on the way is sent again under the same key, which does not carry it out twice, and so is what came too often; until
    /// the answer is there, or for a while.
    /// </summary>
    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var key = method == HttpMethod.Get ? null : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var (begun, isLost) = (_time.GetTimestamp(), false);
        while (true)
        {
            var pause = Pause;
            try
            {
                using var request = new HttpRequestMessage(method, "api/v1/" + path);
                if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: Json);
                if (key is not null) request.Headers.Add("Idempotency-Key", key);
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
                if (response.IsSuccessStatusCode) return await ReadNodeAsync(response, cancellationToken);
                var isUnderWay = response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests && response.Headers.RetryAfter is not null;
                var mayComeBack = isLost && response.StatusCode == HttpStatusCode.ServiceUnavailable;
                if (!(isUnderWay || mayComeBack) || _time.GetElapsedTime(begun) >= RetryFor) throw await FaultAsync(response, cancellationToken);
                pause = response.Headers.RetryAfter?.Delta ?? Pause;
            }
            catch (HttpRequestException e)
            {
                // A server that was not there has done nothing; one that went away in the middle may have.
                isLost |= key is not null && e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
                if (!isLost || _time.GetElapsedTime(begun) >= RetryFor) throw Unreachable(e);
            }
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    private async Task<JsonNode> ReadNodeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<JsonNode>(Json, cancellationToken)
                ?? throw new CommandFault(ExitCode.Failed, "The server answered nothing.");
        }
        catch (JsonException)
        {
            throw new CommandFault(ExitCode.Failed, $"{_http.BaseAddress} does not answer like a Quay Fleet server: check --server.");
        }
    }

    private async Task<HttpResponseMessage> TryAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
    }

    private CommandFault Unreachable(HttpRequestException e) => new(
        ExitCode.Unreachable, $"The server {_http.BaseAddress} cannot be reached ({e.HttpRequestError}): start it, or name another with --server.");

    private static async Task<CommandFault> FaultAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.Denied,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ExitCode.BadInput,
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ExitCode.Unreachable,
            _ => ExitCode.Failed,
        };
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(Json, cancellationToken);
            // Lines of a file are read one by one, as a compiler's messages are.
            if (problem?.Errors is { } errors && errors.Any(error => error.Line is not null))
                return new CommandFault(code, string.Join('\n', errors.Select(error => error.Message.ReplaceLineEndings(" "))));
            if (problem?.Detail is { } detail) return new CommandFault(code, detail.ReplaceLineEndings(" "));
        }
        catch (JsonException)
        {
            // Not ours: a proxy between us and the server, most likely.
        }
        return new CommandFault(code, $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.");
    }
}
