using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using k8s;

namespace Fleet.World;

/// <summary>
/// JSON over the connection and credentials of the public KubernetesClient package. Deliberately not our own client: its faults must not
/// hide behind themselves.
/// </summary>
internal sealed class ClusterApi : IWorldCluster, IDisposable
{
    public const string MergePatch = "application/merge-patch+json";
    public const string ApplyYaml = "application/apply-patch+yaml";

    private readonly Kubernetes _client;

    private readonly TimeProvider _clock;
    private readonly Action<string> _log;
    private readonly string _manager;

    private ClusterApi(Kubernetes client, string manager, TimeProvider clock, Action<string> log) => (_client, _manager, _clock, _log) = (client, manager, clock, log);

    /// <param name="log">Told about every kind that is not served, and every watch that breaks.</param>
    /// <param name="manager">The field manager of every write.</param>
    public static ClusterApi Open(
        string kubeconfig, string? context = null, TimeProvider? clock = null, Action<string>? log = null, string manager = "fleet-world")
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig, context);
        // Watches live for minutes; every other request has a limit of its own.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        return new ClusterApi(new Kubernetes(configuration), manager, clock ?? TimeProvider.System, log ?? (_ => { }));
    }

    /// <summary>Null when there is no such object, or the server does not serve the kind.</summary>
    public async Task<JsonObject?> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, path, null, null, cancellation);
        }
        catch (ApiException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task<JsonObject> PatchAsync(string path, JsonObject patch, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={_manager}", patch.ToJsonString(), MergePatch, cancellation);

    /// <summary>Creates the object unless it exists.</summary>
    public async Task CreateAsync(string collection, JsonObject body, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(HttpMethod.Post, $"{collection}?fieldManager={_manager}", body.ToJsonString(), "application/json", cancellation);
        }
        catch (ApiException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
        }
    }

    public Task<JsonObject> DeleteAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, path, null, null, cancellation);

    /// <summary>Server-side apply of one YAML document.</summary>
    public Task<JsonObject> ApplyAsync(string path, string yaml, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={_manager}&force=true", yaml, ApplyYaml, cancellation);

    /// <summary>The events of a watch from <paramref name="resourceVersion"/> on, until the server ends it.</summary>
    public async IAsyncEnumerable<JsonObject> WatchAsync(
        string collection, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var path = $"{collection}?watch=true&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion={resourceVersion}";
        using var response = await RequestAsync(HttpMethod.Get, path, null, null, cancellation);
        await ThrowIfRefusedAsync(response, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var reader = new StreamReader(body);
        while (await reader.ReadLineAsync(cancellation) is { } line)
            if (JsonNode.Parse(line) is JsonObject watchEvent)
                yield return watchEvent;
    }

    /// <summary>A watch for each resource; the clusters here serve no watch of several kinds.</summary>
    public Task WatchAsync(IReadOnlyList<Resource> resources, string? ns, Action<Resource, JsonObject> changed, CancellationToken cancellation) =>
        Task.WhenAll(resources.Select(resource =>
            new ResourceWatch(this, resource.Collection(ns), _clock, _log).RunAsync(subject => changed(resource, subject), cancellation)));

    public void Dispose() => _client.Dispose();

    private async Task<JsonObject> SendAsync(
        HttpMethod method, string path, string? body, string? contentType, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var response = await RequestAsync(method, path, body, contentType, limit.Token);
        await ThrowIfRefusedAsync(response, limit.Token);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(limit.Token)) as JsonObject
            ?? throw new InvalidDataException($"{method} {path} did not answer with an object");
    }

    private async Task<HttpResponseMessage> RequestAsync(
        HttpMethod method, string path, string? body, string? contentType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(_client.BaseUri, path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType!));
        if (_client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellation);
        return await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode) return;
        throw new ApiException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
    }
}
