using System.Net;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.World;

/// <summary>
/// The API of the cluster that a world plays on, by path: over HTTP for a real API server, in-process for a simulated one. Every call can
/// fail with <see cref="ApiException"/> when the server refuses, and with an I/O exception when it cannot be reached.
/// </summary>
internal interface IWorldCluster
{
    /// <summary>Null when there is no such object, or the server does not serve the kind.</summary>
    Task<JsonObject?> GetAsync(string path, CancellationToken cancellation);

    /// <summary>Merge patch.</summary>
    Task<JsonObject> PatchAsync(string path, JsonObject patch, CancellationToken cancellation);

    /// <summary>Creates the object unless it exists.</summary>
    Task CreateAsync(string collection, JsonObject body, CancellationToken cancellation);

    /// <summary>Server-side apply of one object in YAML or JSON, taking over fields that others own.</summary>
    Task<JsonObject> ApplyAsync(string path, string body, CancellationToken cancellation);

    Task<JsonObject> DeleteAsync(string path, CancellationToken cancellation);

    /// <summary>
    /// Shows the objects there are that may have something due, then every change, until cancelled; repeatedly, in any order, but never
    /// without the last change of an object. <paramref name="changed"/> returns at once.
    /// </summary>
    /// <param name="ns">The one namespace to watch; all when null.</param>
    Task WatchAsync(IReadOnlyList<Resource> resources, string? ns, Action<Resource, JsonObject> changed, CancellationToken cancellation);
}

/// <summary>The API server refused a request.</summary>
internal sealed class ApiException(HttpStatusCode status, string body) : Exception($"{(int)status}: {body}")
{
    public HttpStatusCode Status { get; } = status;
}
