using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.Requests;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.World;

/// <summary>A simulated cluster as a world sees it: without a network, and with one subscription for all kinds.</summary>
/// <param name="manager">The field manager of every write.</param>
/// <param name="atRest">Objects that stand as they do in this image have nothing due; null when any may have.</param>
/// <param name="ordered">Subjects, as <c>namespace/name</c>, that are shown nevertheless.</param>
internal sealed class SimulatedWorldCluster(
    SimulatedCluster cluster, string manager = "fleet-world", ClusterImage? atRest = null, IReadOnlySet<string>? ordered = null) : IWorldCluster
{
    public async Task<JsonObject?> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await SendAsync("GET", path, null, null, cancellation);
        }
        catch (ApiException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task<JsonObject> PatchAsync(string path, JsonObject patch, CancellationToken cancellation) =>
        SendAsync("PATCH", $"{path}?fieldManager={manager}", patch.ToJsonString(), "application/merge-patch+json", cancellation);

    public async Task CreateAsync(string collection, JsonObject body, CancellationToken cancellation)
    {
        try
        {
            await SendAsync("POST", $"{collection}?fieldManager={manager}", body.ToJsonString(), "application/json", cancellation);
        }
        catch (ApiException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            // It exists, which is what was asked for.
        }
    }

    public Task<JsonObject> ApplyAsync(string path, string body, CancellationToken cancellation) =>
        SendAsync("PATCH", $"{path}?fieldManager={manager}&force=true", body, "application/apply-patch+yaml", cancellation);

    public Task<JsonObject> DeleteAsync(string path, CancellationToken cancellation) => SendAsync("DELETE", path, null, null, cancellation);

    public async Task WatchAsync(IReadOnlyList<Resource> resources, string? ns, Action<Resource, JsonObject> changed, CancellationToken cancellation)
    {
        var watched = resources.ToDictionary(NameOf, StringComparer.Ordinal);
        void Show(string resource, ObjectName name)
        {
            if (!watched.TryGetValue(resource, out var found) || ns is not null && name.Namespace != ns) return;
            // Worlds read what they play; the name is all they take from here.
            changed(found, new JsonObject { ["metadata"] = new JsonObject { ["namespace"] = name.Namespace, ["name"] = name.Name } });
        }
        void Changed(ClusterEvent change)
        {
            if (change.After is not null) Show(change.Resource, change.Name);
        }
        cluster.Changed += Changed;
        try
        {
            foreach (var resource in watched.Keys)
                foreach (var (name, found) in cluster.State.Of(resource))
                    if (!IsAtRest(found) || ordered?.Contains($"{name.Namespace}/{name.Name}") == true) Show(resource, name);
            await Task.Delay(Timeout.InfiniteTimeSpan, cluster.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            cluster.Changed -= Changed;
        }
    }

    private bool IsAtRest(StoredObject found) =>
        atRest is not null && atRest.State.TryGet(found.Resource, found.Name, out var seeded) && ReferenceEquals(seeded, found);

    private async Task<JsonObject> SendAsync(string method, string target, string? body, string? contentType, CancellationToken cancellation)
    {
        var (path, query) = target.Split('?', 2) is [var bare, var text] ? (bare, Query(text)) : (target, KubeRequest.NoQuery);
        // Autoscalers are served in one version only, of which the fields that matter here have the same names.
        path = path.Replace("/autoscaling/v1/", "/autoscaling/v2beta2/", StringComparison.Ordinal);
        var request = new KubeRequest(method, path, query, body is null ? default : Encoding.UTF8.GetBytes(body), contentType);
        if (await cluster.HandleAsync(request, cancellation) is not KubeAnswer.Json answer) throw new InvalidDataException($"{method} {path} did not answer with an object");
        if (answer.Code >= 400) throw new ApiException((HttpStatusCode)answer.Code, Encoding.UTF8.GetString(answer.Body.Span));
        return JsonNode.Parse(answer.Body.Span) as JsonObject ?? throw new InvalidDataException($"{method} {path} did not answer with an object");
    }

    private static Dictionary<string, string> Query(string text) =>
        text.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal);

    private static string NameOf(Resource resource) =>
        resource.Prefix.Split('/') is [_, "apis", var group, _] ? $"{resource.Plural}.{group}" : resource.Plural;
}
