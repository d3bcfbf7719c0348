using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Editing;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>
/// Carries out what people write to a QuayRegistry: read, check, have the API server try it, apply. Fields written so belong to a manager of
/// their own, so that the reconciler's applies do not take away what people set.
/// </summary>
internal sealed class RegistryEditor(ClusterSession session, RegistryKey key)
{
    public const string FieldManager = "quay-fleet-api";

    private const int Attempts = 3;

    private readonly ObjectKey _object = new(ResourceKind.QuayRegistry, key.Namespace, key.Name);

    public async Task<RegistryManifestAnswer> ReadAsync()
    {
        var (current, error) = await GetAsync();
        return error is not null ? new(null, error.Message) : new(current is null ? null : RegistryManifest.Shown(current).ToJsonString(), null);
    }

    public async Task<RegistryWriteOutcome> WriteAsync(RegistryWrite write)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (current, error) = await GetAsync();
            if (error is not null) return new RegistryWriteOutcome.NotWritten($"{key}: {error.Message}");
            if (Precondition(write, current) is { } unmet) return unmet;
            var outcome = write.Verb switch
            {
                RegistryWriteVerb.Create or RegistryWriteVerb.Edit => await ApplyAsync(write, current),
                RegistryWriteVerb.Pause or RegistryWriteVerb.Resume => await SetPausedAsync(write, current!),
                RegistryWriteVerb.Delete => await DeleteAsync(write, current!),
                _ => throw new InvalidOperationException($"unknown verb {write.Verb}"),
            };
            // Somebody, the reconciler most likely, wrote between reading and writing. Who named no version means the newest.
            if (outcome is not RegistryWriteOutcome.Changed || write.ResourceVersion is not null || attempt == Attempts) return outcome;
        }
    }

    private RegistryWriteOutcome? Precondition(RegistryWrite write, JsonObject? current)
    {
        if (write.Verb == RegistryWriteVerb.Create) return current is null ? null : new RegistryWriteOutcome.AlreadyThere();
        if (current is null) return new RegistryWriteOutcome.Missing();
        if ((write.Uid is { } uid && uid != Uid(current)) || (write.ResourceVersion is { } version && version != Version(current))) return Changed(current);
        return write.Verb != RegistryWriteVerb.Delete && current["metadata"]?["deletionTimestamp"] is not null
            ? new RegistryWriteOutcome.Refused(new Blocker("deleting", $"{key} is being deleted: wait until it is gone, and create it anew."))
            : null;
    }

    private async Task<RegistryWriteOutcome> ApplyAsync(RegistryWrite write, JsonObject? current)
    {
        var manifest = (JsonObject)JsonNode.Parse(write.Manifest!)!;
        if (ManifestCheck.Decisions(manifest, current) is { IsEmpty: false } faults) return new RegistryWriteOutcome.Invalid(faults);
        var body = RegistryManifest.ToApply(manifest, key, current);
        var options = new ApplyOptions(Force: write.Force, FieldManager: FieldManager);

        var tried = await session.Api.DryRunApplyAsync(body, options, session.Ended);
        // What the reconciler completed in the spec is for people to change.
        if (tried.ErrorOrNull is KubernetesError.Conflict conflict && ApplyConflicts.OnlyWith(conflict.Causes, session.Api.Options.FieldManager))
            tried = await session.Api.DryRunApplyAsync(body, options = options with { Force = true }, session.Ended);
        if (!tried.Succeeded(out var result, out var refused)) return Failed(refused, current);

        var changes = ObjectDiff.Between(current, result);
        if (write.DryRun || changes.IsEmpty) return Written(changes, result, []);
        var applied = await session.Api.ApplyAsync(body, options, session.Ended);
        return applied.Succeeded(out var stored, out refused)
            ? new RegistryWriteOutcome.Written(changes, stored.Uid, stored.ResourceVersion, [])
            : Failed(refused, current);
    }

    private async Task<RegistryWriteOutcome> SetPausedAsync(RegistryWrite write, JsonObject current)
    {
        var next = (JsonObject)current.DeepClone();
        var annotations = next["metadata"]!["annotations"] as JsonObject ?? [];
        next["metadata"]!["annotations"] = annotations.DeepClone();
        ((JsonObject)next["metadata"]!["annotations"]!).Remove(QuayRegistry.PausedAnnotation);
        var paused = write.Verb == RegistryWriteVerb.Pause;
        if (paused) next["metadata"]!["annotations"]![QuayRegistry.PausedAnnotation] = "true";
        var changes = ObjectDiff.Between(current, next);
        if (write.DryRun || changes.IsEmpty) return Written(changes, current, []);

        // A merge patch, since whoever wrote the annotation before, it has to go.
        var patch = new JsonObject { ["uid"] = Uid(current), ["annotations"] = new JsonObject { [QuayRegistry.PausedAnnotation] = paused ? "true" : null } };
        var patched = await session.Api.MergePatchAsync(_object, new JsonObject { ["metadata"] = patch }, session.Ended, FieldManager);
        return patched.Succeeded(out var stored, out var error)
            ? new RegistryWriteOutcome.Written(changes, stored.Uid, stored.ResourceVersion, [])
            : Failed(error, current);
    }

    private async Task<RegistryWriteOutcome> DeleteAsync(RegistryWrite write, JsonObject current)
    {
        var lost = DeletionLosses.Of(current);
        if (write.DryRun) return Written([], current, lost);
        var deleted = await session.Api.DeleteAsync(_object, new DeleteOptions(Uid(current), write.ResourceVersion), session.Ended);
        return deleted.ErrorOrNull is { } error and not KubernetesError.NotFound ? Failed(error, current) : Written([], current, lost);
    }

    private RegistryWriteOutcome Failed(KubernetesError error, JsonObject? current) => error switch
    {
        KubernetesError.Conflict { Causes.IsEmpty: true } when current is not null => Changed(current),
        KubernetesError.Conflict conflict => new RegistryWriteOutcome.Owned(conflict.Causes),
        KubernetesError.AlreadyExists => new RegistryWriteOutcome.AlreadyThere(),
        // Of a creation: what is not there is the namespace.
        KubernetesError.NotFound when current is null => new RegistryWriteOutcome.Invalid(
            [new ManifestFault("#/metadata/namespace", $"Namespace '{key.Namespace}' is not in cluster {key.Cluster}: create it there first, with the Secret that spec.configBundleSecret names.")]),
        KubernetesError.NotFound => new RegistryWriteOutcome.Missing(),
        KubernetesError.Invalid { Causes.IsEmpty: true } => new RegistryWriteOutcome.Invalid([ApiFaults.Of(error.Message)]),
        KubernetesError.Invalid invalid => new RegistryWriteOutcome.Invalid([.. invalid.Causes.Select(ApiFaults.Of)]),
        KubernetesError.Forbidden => new RegistryWriteOutcome.Refused(new Blocker(
            "forbidden", $"Cluster {key.Cluster} does not let the fleet do this: {error.Message.TrimEnd('.')}: apply deploy/member-cluster/rbac.yaml to it, and rbac-registries.yaml to create and delete.")),
        _ => new RegistryWriteOutcome.NotWritten($"{key}: {error.Message}"),
    };

    private async Task<(JsonObject? Object, KubernetesError? Error)> GetAsync() =>
        (await session.Api.GetAsync(_object, session.Ended)).Succeeded(out var current, out var error) ? (current, null) : error is KubernetesError.NotFound ? (null, null) : (null, error);

    private static RegistryWriteOutcome.Written Written(ImmutableArray<FieldChange> changes, JsonObject at, ImmutableArray<string> lost) =>
        new(changes, Uid(at), Version(at), lost);

    private static RegistryWriteOutcome.Changed Changed(JsonObject current) => new(Uid(current), Version(current));

    private static string Uid(JsonObject of) => (string?)of["metadata"]?["uid"] ?? "";

    private static string Version(JsonObject of) => (string?)of["metadata"]?["resourceVersion"] ?? "";
}
