using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Connections;

public sealed partial class KubernetesApi
{
    private const int MostTakeOvers = 3;

    private const string MergePatch = "application/merge-patch+json";
    private const string JsonPatch = "application/json-patch+json";

    /// <summary>Server-side apply. The answer's fingerprint is the one the watch will report for the same content.</summary>
    public Task<KubernetesResult<ObservedObject>> ApplyAsync(JsonObject body, ApplyOptions options, CancellationToken cancellation) =>
        ApplyAsync(body, options, answer => Observe(answer, ObjectIdentity.Of(body).Key.Kind), cancellation);

    /// <summary>
    /// Server-side apply after which the in-cluster operator owns nothing of the object any more. No value changes by that, so nothing is rolled;
    /// fields that only the operator sent stay as they are, nobody's. While others keep writing to the object, it is left for the next apply.
    /// </summary>
    public async Task<KubernetesResult<ObservedObject>> TakeOverAsync(JsonObject body, CancellationToken cancellation)
    {
        var key = ObjectIdentity.Of(body).Key;
        for (var attempt = 1; ; attempt++)
        {
            var applied = await ApplyAsync(
                body, ApplyOptions.Default, answer => Observe(answer, key.Kind).Map(observed => (Observed: observed, Entries: OperatorFields.EntriesIn(answer))), cancellation);
            if (!applied.Succeeded(out var taken, out var error)) return error;
            if (taken.Entries.IsEmpty || attempt == MostTakeOvers) return new KubernetesResult<ObservedObject>.Ok(taken.Observed);
            var released = await RemoveFieldsAsync(key, taken.Observed.ResourceVersion, taken.Entries, cancellation);
            if (released.ErrorOrNull is null) return released;
        }
    }

    /// <summary>The object as the server would store it.</summary>
    public Task<KubernetesResult<JsonObject>> DryRunApplyAsync(JsonObject body, ApplyOptions options, CancellationToken cancellation) =>
        ApplyAsync(body, options with { DryRun = true }, AsObject, cancellation);

    public async Task<KubernetesResult<ObservedObject>> CreateAsync(JsonObject body, CancellationToken cancellation)
    {
        var identity = ObjectIdentity.Of(body);
        var resolved = await ResolveAsync(identity, cancellation);
        if (!resolved.Succeeded(out var endpoint, out var error)) return error;
        var request = new ApiRequest("create", HttpMethod.Post, $"{endpoint.CollectionPath(identity.Key.Namespace)}?{WriteQuery}")
        {
            Body = Bytes(body),
            ContentType = ApiRequest.Json,
            Repeatable = false,
            Gated = IsGated(identity.Key.Kind) && identity.Key.Kind != ResourceKind.Namespace,
        };
        return await SendAsync(request, answer => Observe(answer, identity.Key.Kind), cancellation);
    }

    /// <summary>A JSON merge patch; a <c>metadata.resourceVersion</c> or <c>uid</c> in it is a precondition.</summary>
    /// <param name="manager">Who the fields belong to afterwards; null for the connection's own.</param>
    public Task<KubernetesResult<ObservedObject>> MergePatchAsync(ObjectKey key, JsonObject patch, CancellationToken cancellation, string? manager = null) =>
        PatchAsync(key, "", patch, MergePatch, cancellation, manager);

    /// <summary>
    /// Removes fields from exactly the version read, whoever owns them. A removal leaves no ownership behind, unlike a merge patch that replaces
    /// the list around a field.
    /// </summary>
    /// <param name="pointers">JSON pointers; each has to exist. A later one is applied to what the earlier ones left.</param>
    public async Task<KubernetesResult<ObservedObject>> RemoveFieldsAsync(ObjectKey key, string resourceVersion, IEnumerable<string> pointers, CancellationToken cancellation)
    {
        var operations = new JsonArray(new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = resourceVersion });
        foreach (var pointer in pointers) operations.Add(new JsonObject { ["op"] = "remove", ["path"] = pointer });
        return await PatchAsync(key, "", operations, JsonPatch, cancellation);
    }

    /// <summary>A JSON patch, with whatever it tests as its preconditions.</summary>
    public Task<KubernetesResult<ObservedObject>> JsonPatchAsync(ObjectKey key, JsonArray operations, CancellationToken cancellation) =>
        PatchAsync(key, "", operations, JsonPatch, cancellation);

    /// <summary>A JSON merge patch of the status subresource.</summary>
    /// <param name="statusPatch">The whole body, <c>{"status": …}</c>.</param>
    public Task<KubernetesResult<ObservedObject>> PatchStatusAsync(ObjectKey key, JsonObject statusPatch, CancellationToken cancellation) =>
        PatchAsync(key, "/status", statusPatch, MergePatch, cancellation);

    /// <returns>Null when the object is gone; otherwise the object, waiting for finalizers or its dependents.</returns>
    public async Task<KubernetesResult<ObservedObject?>> DeleteAsync(ObjectKey key, DeleteOptions options, CancellationToken cancellation)
    {
        var resolved = await ResolveAsync(key.Kind, cancellation);
        if (!resolved.Succeeded(out var endpoint, out var error)) return error;
        var preconditions = new JsonObject();
        if (options.Uid is { } uid) preconditions["uid"] = uid;
        if (options.ResourceVersion is { } version) preconditions["resourceVersion"] = version;
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["propagationPolicy"] = options.Propagation.ToString(),
        };
        if (preconditions.Count > 0) body["preconditions"] = preconditions;
        var request = new ApiRequest("delete", HttpMethod.Delete, endpoint.ObjectPath(key)) { Body = Bytes(body), ContentType = ApiRequest.Json, Gated = IsGated(key.Kind) };
        return await SendAsync<ObservedObject?>(request, ReadDeleted, cancellation);

        KubernetesResult<ObservedObject?> ReadDeleted(JsonElement answer)
        {
            // Gone: a Status, or for some kinds the object as it last was.
            var gone = answer.TryGetProperty("kind", out var kind) && kind.ValueEquals("Status");
            if (gone) return new KubernetesResult<ObservedObject?>.Ok(null);
            return Observe(answer, key.Kind).Map<ObservedObject?>(last => last.Deleting ? last : null);
        }
    }

    private string WriteQuery => QueryOf(null);

    private string QueryOf(string? manager) => $"fieldManager={Uri.EscapeDataString(manager ?? Options.FieldManager)}&fieldValidation=Strict";

    private async Task<KubernetesResult<T>> ApplyAsync<T>(
        JsonObject body, ApplyOptions options, Func<JsonElement, KubernetesResult<T>> read, CancellationToken cancellation)
    {
        var identity = ObjectIdentity.Of(body);
        var resolved = await ResolveAsync(identity, cancellation);
        if (!resolved.Succeeded(out var endpoint, out var error)) return error;
        var query = QueryOf(options.FieldManager) + (options.Force ? "&force=true" : "") + (options.DryRun ? "&dryRun=All" : "");
        var request = new ApiRequest(options.DryRun ? "dryrun" : "apply", HttpMethod.Patch, $"{endpoint.ObjectPath(identity.Key)}?{query}")
        {
            Body = Bytes(body),
            ContentType = "application/apply-patch+yaml", // JSON is YAML
            Gated = !options.DryRun && IsGated(identity.Key.Kind),
        };
        return await SendAsync(request, read, cancellation);
    }

    private async Task<KubernetesResult<ObservedObject>> PatchAsync(ObjectKey key, string subresource, JsonNode patch, string contentType, CancellationToken cancellation, string? manager = null)
    {
        var resolved = await ResolveAsync(key.Kind, cancellation);
        if (!resolved.Succeeded(out var endpoint, out var error)) return error;
        var request = new ApiRequest("patch", HttpMethod.Patch, $"{endpoint.ObjectPath(key)}{subresource}?{QueryOf(manager)}")
        {
            Body = Bytes(patch),
            ContentType = contentType,
            Gated = IsGated(key.Kind),
        };
        return await SendAsync(request, answer => Observe(answer, key.Kind), cancellation);
    }

    private static bool IsGated(ResourceKind kind) => kind != ResourceKind.Lease;

    private static byte[] Bytes(JsonNode body) => JsonSerializer.SerializeToUtf8Bytes(body);
}
