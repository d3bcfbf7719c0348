using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Discovery;
using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Connections;

public sealed partial class KubernetesApi
{
    private const int ListRestarts = 3;

    /// <summary>The whole object, Secret content included: the caller decides what becomes of it.</summary>
    public async Task<KubernetesResult<JsonObject>> GetAsync(ObjectKey key, CancellationToken cancellation)
    {
        var resolved = await ResolveAsync(key.Kind, cancellation);
        return resolved.Succeeded(out var endpoint, out var error)
            ? await SendAsync(new ApiRequest("get", HttpMethod.Get, endpoint.ObjectPath(key)), AsObject, cancellation)
            : error;
    }

    /// <summary>Whether the connection's account may do something, as the server's authorisers see it.</summary>
    public Task<KubernetesResult<bool>> MayAsync(AccessQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        var attributes = new JsonObject { ["verb"] = question.Verb, ["group"] = question.Group, ["resource"] = question.Resource };
        if (question.Namespace.Length > 0) attributes["namespace"] = question.Namespace;
        if (question.Subresource is { } subresource) attributes["subresource"] = subresource;
        var request = new ApiRequest("review", HttpMethod.Post, "apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        {
            Body = Bytes(new JsonObject
            {
                ["apiVersion"] = "authorization.k8s.io/v1",
                ["kind"] = "SelfSubjectAccessReview",
                ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
            }),
            ContentType = ApiRequest.Json,
        };
        return SendAsync(request, ReadReview, cancellation);
    }

    private static KubernetesResult<bool> ReadReview(JsonElement body) =>
        body.TryGetProperty("status", out var status) && status.TryGetProperty("allowed", out var allowed) && allowed.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? new KubernetesResult<bool>.Ok(allowed.GetBoolean())
            : new KubernetesError.Unexpected("the answer is no review of access");

    /// <summary>The object's metadata, fingerprint included; its content does not even cross the network. Facts are null.</summary>
    public async Task<KubernetesResult<ObservedObject>> GetMetadataAsync(ObjectKey key, CancellationToken cancellation)
    {
        var resolved = await ResolveAsync(key.Kind, cancellation);
        if (!resolved.Succeeded(out var endpoint, out var error)) return error;
        var request = new ApiRequest("get", HttpMethod.Get, endpoint.ObjectPath(key)) { Accept = ApiRequest.MetadataOnly };
        return await SendAsync(request, body => Observe(body, key.Kind, metadataOnly: true), cancellation);
    }

    /// <summary>The object's projection, facts and fingerprint included.</summary>
    public async Task<KubernetesResult<ObservedObject>> ObserveAsync(ObjectKey key, CancellationToken cancellation)
    {
        var resolved = await ResolveAsync(key.Kind, cancellation);
        return resolved.Succeeded(out var endpoint, out var error)
            ? await SendAsync(new ApiRequest("get", HttpMethod.Get, endpoint.ObjectPath(key)), body => Observe(body, key.Kind), cancellation)
            : error;
    }

    /// <summary>Every object, page by page. A list that expires half-way is started again, so the result is one consistent picture.</summary>
    /// <param name="ns">Null or empty: all namespaces.</param>
    public Task<KubernetesResult<ImmutableArray<JsonObject>>> ListAsync(ResourceKind kind, string? ns, string? labelSelector, CancellationToken cancellation) =>
        ListAsync(kind, ns, labelSelector, ApiRequest.Json, cancellation);

    /// <summary>The same of several namespaces, one after another; of all when none is named.</summary>
    public async Task<KubernetesResult<ImmutableArray<JsonObject>>> ListInAsync(
        ResourceKind kind, ImmutableArray<string> namespaces, string? labelSelector, CancellationToken cancellation)
    {
        if (namespaces.IsDefaultOrEmpty) return await ListAsync(kind, null, labelSelector, cancellation);
        var found = ImmutableArray.CreateBuilder<JsonObject>();
        foreach (var ns in namespaces)
        {
            var listed = await ListAsync(kind, ns, labelSelector, cancellation);
            if (!listed.Succeeded(out var objects, out var error)) return error;
            found.AddRange(objects);
        }
        return new KubernetesResult<ImmutableArray<JsonObject>>.Ok(found.ToImmutable());
    }

    /// <summary>The same of metadata alone, managed fields included: content does not even cross the network.</summary>
    public Task<KubernetesResult<ImmutableArray<JsonObject>>> ListMetadataAsync(ResourceKind kind, string? ns, string? labelSelector, CancellationToken cancellation) =>
        ListAsync(kind, ns, labelSelector, ApiRequest.MetadataOnlyList, cancellation);

    private async Task<KubernetesResult<ImmutableArray<JsonObject>>> ListAsync(
        ResourceKind kind, string? ns, string? labelSelector, string accept, CancellationToken cancellation)
    {
        var resolved = await ResolveAsync(kind, cancellation);
        if (!resolved.Succeeded(out var endpoint, out var error)) return error;
        for (var attempt = 1; ; attempt++)
        {
            var result = await ListOnceAsync(endpoint, ns, labelSelector, accept, cancellation);
            if (result.ErrorOrNull is not KubernetesError.Expired || attempt > ListRestarts) return result;
        }
    }

    private async Task<KubernetesResult<ImmutableArray<JsonObject>>> ListOnceAsync(
        ResourceEndpoint endpoint, string? ns, string? labelSelector, string accept, CancellationToken cancellation)
    {
        var items = ImmutableArray.CreateBuilder<JsonObject>();
        string? next = null;
        do
        {
            var request = new ApiRequest("list", HttpMethod.Get, ListPath(endpoint, ns, labelSelector, next)) { Accept = accept };
            var page = await SendAsync<string?>(request, body => ReadPage(body, endpoint, items), cancellation);
            if (!page.Succeeded(out next, out var error)) return error;
        }
        while (!string.IsNullOrEmpty(next));
        return new KubernetesResult<ImmutableArray<JsonObject>>.Ok(items.ToImmutable());
    }

    internal string ListPath(ResourceEndpoint endpoint, string? ns, string? labelSelector, string? next) =>
        $"{endpoint.CollectionPath(ns)}?limit={Options.PageSize}"
        + (string.IsNullOrEmpty(labelSelector) ? "" : $"&labelSelector={Uri.EscapeDataString(labelSelector)}")
        + (string.IsNullOrEmpty(next) ? "" : $"&continue={Uri.EscapeDataString(next)}");

    private static KubernetesResult<string?> ReadPage(JsonElement body, ResourceEndpoint endpoint, ImmutableArray<JsonObject>.Builder items)
    {
        if (body.TryGetProperty("items", out var list) && list.ValueKind == JsonValueKind.Array)
            foreach (var item in list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
            {
                var node = JsonObject.Create(item.Clone())!;
                // Lists of built-in kinds leave these out of their items.
                node["apiVersion"] ??= endpoint.ApiVersion;
                node["kind"] ??= endpoint.Kind.Kind;
                items.Add(node);
            }

        return new KubernetesResult<string?>.Ok(
            body.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("continue", out var next) ? next.GetString() : null);
    }
}
