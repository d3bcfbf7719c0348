using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Projections;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Discovery;
using Fleet.Kubernetes.Requests;
using Microsoft.Extensions.Logging;

namespace Fleet.Kubernetes.Connections;

/// <summary>
/// One cluster's API server: one per cluster and silo, for it owns the connections and the rate limit. Thread-safe. Failures are values;
/// only cancellation by the caller throws.
/// </summary>
public sealed partial class KubernetesApi : IAsyncDisposable
{
    private readonly RequestSender _sender;
    private readonly ServedApisCache _served;

    private KubernetesApi(RequestSender sender, KubernetesApiOptions options, TimeProvider time, ILogger logger)
    {
        (_sender, Options, Time, Logger) = (sender, options, time, logger);
        _served = new ServedApisCache(new DiscoveryRequests(sender), options.RediscoveryInterval, time);
    }

    public KubernetesApiOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    /// <summary>Opens nothing yet: the first request connects.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The settings hold no usable certificate; the kubeconfig reader
    /// checks that before.</exception>
    public static KubernetesApi Connect(ClusterConnectionSettings settings, KubernetesApiOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(options);
        return new KubernetesApi(new RequestSender(settings, options, time, logger), options, time, logger);
    }

    /// <summary>
    /// Takes new credentials (or a new CA, proxy, address of the same cluster) without losing watch positions. Watches are cut and resume;
    /// call <see cref="Watching.WatchSession.RetryNow"/> afterwards for those that wait.
    /// </summary>
    public void Rotate(ClusterConnectionSettings settings) => _sender.Rotate(settings);

    public ValueTask DisposeAsync()
    {
        _sender.Dispose();
        _served.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks the server afresh what it serves.</summary>
    public Task<KubernetesResult<ServedApis>> DiscoverAsync(CancellationToken cancellation) => _served.RefreshAsync(cancellation);

    /// <summary>Whether what a CustomResourceDefinition defines is of use to the fleet and was not there when the server was last asked.</summary>
    /// <param name="name">Of the definition: plural and group.</param>
    public bool IsNews(string name) => _served.IsNews(name);

    /// <summary>The endpoint of a kind's preferred version, from cache where possible.</summary>
    public Task<KubernetesResult<ResourceEndpoint>> ResolveAsync(ResourceKind kind, CancellationToken cancellation) =>
        _served.ResolveAsync(kind, version: null, cancellation);

    private Task<KubernetesResult<ResourceEndpoint>> ResolveAsync(ObjectIdentity identity, CancellationToken cancellation) =>
        _served.ResolveAsync(identity.Key.Kind, identity.Version, cancellation);

    internal async Task<KubernetesResult<HttpResponseMessage>> OpenWatchAsync(ApiRequest request, TimeSpan openWithin, CancellationToken cancellation)
    {
        var result = await _sender.OpenAsync(request, openWithin, cancellation);
        if (result.ErrorOrNull is KubernetesError.NotServed) _served.Invalidate();
        return result;
    }

    internal async Task<KubernetesResult<T>> SendAsync<T>(ApiRequest request, Func<JsonElement, KubernetesResult<T>> read, CancellationToken cancellation)
    {
        var result = await _sender.SendAsync(request, cancellation);
        if (result.ErrorOrNull is KubernetesError.NotServed) _served.Invalidate();
        return result.Then(body => JsonReading.Read(body, read));
    }

    private KubernetesResult<ObservedObject> Observe(JsonElement body, ResourceKind kind, bool metadataOnly = false) =>
        ObjectProjection.Project(body, kind, new ProjectionRules(Options.FieldManager, metadataOnly)) is { } projection
            ? new KubernetesResult<ObservedObject>.Ok(projection.Object)
            : new KubernetesError.Unexpected("the answer is no Kubernetes object");

    private static KubernetesResult<JsonObject> AsObject(JsonElement body) =>
        JsonObject.Create(body.Clone()) is { } node
            ? new KubernetesResult<JsonObject>.Ok(node)
            : new KubernetesError.Unexpected("the answer is no Kubernetes object");
}
