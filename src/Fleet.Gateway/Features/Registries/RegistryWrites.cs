using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Editing;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Translation;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Features.Registries;

/// <summary>What the writes to registries share: their precondition, and what is answered and put into the audit.</summary>
internal static class RegistryWrites
{
    /// <summary>A QuayRegistry with overrides is a few KiB; etcd takes no more than this.</summary>
    public const int LargestBody = 1 << 20;

    public static readonly (string Name, string Type, string Description) DryRun = ("dryRun", "boolean", "Tell what would change, as the cluster's API server sees it, and change nothing.");

    public static RouteHandlerBuilder WriteProblems(this RouteHandlerBuilder endpoint) => endpoint.Problems(
        StatusCodes.Status400BadRequest,
        StatusCodes.Status401Unauthorized,
        StatusCodes.Status403Forbidden,
        StatusCodes.Status404NotFound,
        StatusCodes.Status409Conflict,
        StatusCodes.Status412PreconditionFailed,
        StatusCodes.Status422UnprocessableEntity,
        StatusCodes.Status503ServiceUnavailable);

    /// <summary>The entity tag of a version of a QuayRegistry.</summary>
    public static string TagOf(string uid, string resourceVersion) => $"\"{uid}@{resourceVersion}\"";

    /// <summary>Reads <c>If-Match</c>: a tag, a uid alone (this object, in whichever version), or nothing.</summary>
    public static (string? Uid, string? ResourceVersion) IfMatch(HttpRequest request, QueryReader query)
    {
        var text = request.Headers.IfMatch.ToString().Trim();
        if (text is "" or "*") return (null, null);
        if (text.StartsWith('"' + EntityTags.Prefix, StringComparison.Ordinal))
        {
            query.Fault("If-Match", $"If-Match {text} is the tag of what the fleet shows, which changes by itself: send the ETag of GET …/manifest, which is the QuayRegistry's.");
            return (null, null);
        }
        if (text is ['"', .. var tag, '"'] && tag.Split('@') is [{ Length: > 0 } uid, .. var rest] && rest.Length <= 1 && !tag.Contains('"', StringComparison.Ordinal))
            return (uid, rest is [{ Length: > 0 } version] ? version : null);
        query.Fault("If-Match", $"If-Match '{text}' is no single entity tag: send the ETag of GET …/manifest, or \"UID\".");
        return (null, null);
    }

    /// <summary>Carries it out, and says what came of it.</summary>
    public static async Task<Results<Ok<RegistryChange>, Created<RegistryChange>, JsonHttpResult<Problem>>> CarryOutAsync(
        RegistryKey key, RegistryWrite write, IGrainFactory grains, HttpResponse response, AuditNote note)
    {
        var outcome = await grains.GetGrain<IRegistryGrain>(key.ToString()).Write(write);
        if (outcome is not RegistryWriteOutcome.Written written) return ProblemOf(key, write, outcome);
        var change = ToWire(key, write, written);
        // A dry run changes nothing that an auditor would look for.
        if (!write.DryRun) (note.Before, note.After) = (SideOf(change, before: true), write.Verb == RegistryWriteVerb.Delete ? null : SideOf(change, before: false));
        if (write.Verb != RegistryWriteVerb.Delete) response.Headers.ETag = TagOf(written.Uid, written.ResourceVersion);
        return write is { Verb: RegistryWriteVerb.Create, DryRun: false } ? TypedResults.Created($"/api/v1/registries/{key}", change) : TypedResults.Ok(change);
    }

    private static RegistryChange ToWire(RegistryKey key, RegistryWrite write, RegistryWriteOutcome.Written written) => new(
        key.Cluster.ToString(),
        key.Namespace,
        key.Name,
        write.Verb switch
        {
            RegistryWriteVerb.Create => RegistryAction.Create,
            RegistryWriteVerb.Edit => RegistryAction.Edit,
            RegistryWriteVerb.Pause => RegistryAction.Pause,
            RegistryWriteVerb.Resume => RegistryAction.Resume,
            RegistryWriteVerb.Delete => RegistryAction.Delete,
            _ => throw new InvalidOperationException($"unknown verb {write.Verb}"),
        },
        write.DryRun,
        written.Uid,
        written.ResourceVersion,
        [.. written.Changes.Select(TranslateRegistryDiff.ToWire)],
        written.Lost);

    /// <summary>Makes a new bundle, and says what came of it: names of Secrets, never what is in them.</summary>
    public static async Task<(RegistryChange? Change, JsonHttpResult<Problem>? Problem)> ReconfigureAsync(RegistryKey key, ReconfigureRegistry body, IGrainFactory grains, AuditNote note)
    {
        if (FaultsOf(key, body).ToList() is { Count: > 0 } faults) return (null, ProblemResults.Invalid([.. faults]));
        var reconfigure = new Reconfigure(
            body.Config!.ToJsonString(), (body.Certs ?? new Dictionary<string, byte[]>()).ToImmutableSortedDictionary(file => file.Key, file => file.Value ?? [], StringComparer.Ordinal));
        var outcome = await grains.GetGrain<IRegistryGrain>(key.ToString()).Reconfigure(reconfigure);
        var write = new RegistryWrite(RegistryWriteVerb.Edit, null, null, null, DryRun: false, Force: false);
        if (outcome is not RegistryWriteOutcome.Written written) return (null, ProblemOf(key, write, outcome));
        var change = ToWire(key, write, written) with { Action = RegistryAction.Reconfigure };
        (note.Before, note.After) = (SideOf(change, before: true), SideOf(change, before: false));
        return (change, null);
    }

    private static IEnumerable<FieldError> FaultsOf(RegistryKey key, ReconfigureRegistry body)
    {
        if (body.Config is null) yield return new FieldError("#/config.yaml", null, "config.yaml is missing: send the whole new configuration as an object.");
        if (body.Namespace is { } ns && ns != key.Namespace) yield return new FieldError("#/namespace", null, $"namespace '{ns}' is not that of {key}: leave it out.");
        if (body.QuayRegistryName is { } name && name != key.Name) yield return new FieldError("#/quayRegistryName", null, $"quayRegistryName '{name}' is not the name of {key}: leave it out.");
    }

    private static JsonObject SideOf(RegistryChange change, bool before)
    {
        var side = new JsonObject { ["uid"] = change.Uid };
        foreach (var field in change.Changes)
            if ((before ? field.Before : field.After) is { } value)
                side[field.Path] = JsonNode.Parse(value.GetRawText());
        return side;
    }

    private static JsonHttpResult<Problem> ProblemOf(RegistryKey key, RegistryWrite write, RegistryWriteOutcome outcome) => outcome switch
    {
        RegistryWriteOutcome.AlreadyThere => ProblemResults.Conflict(
            "registry-exists", "There is such a registry already", $"There is a registry '{key}' already: edit it with PUT /api/v1/registries/{key}, or choose another name."),
        RegistryWriteOutcome.Missing => ProblemResults.NotFound("registry", key, "GET /api/v1/registries lists those that are known; POST /api/v1/clusters/CLUSTER/registries creates one."),
        RegistryWriteOutcome.Changed { Uid: var uid } when write.Uid is { } meant && meant != uid => ProblemResults.Of(
            StatusCodes.Status412PreconditionFailed, "registry-replaced", "It is another registry", $"{key} with uid {meant} is gone, and another one (uid {uid}) has its name: read it again."),
        RegistryWriteOutcome.Changed changed => ProblemResults.Of(
            StatusCodes.Status412PreconditionFailed,
            "registry-changed",
            "The registry has changed meanwhile",
            $"{key} is at resourceVersion {changed.ResourceVersion}{(write.ResourceVersion is { } old ? $", not {old}" : ", and changes all the time")}: read it again, and repeat the change on what it is now."),
        RegistryWriteOutcome.Owned owned => ProblemResults.Conflict(
            "field-conflict", "Fields belong to somebody else", $"{string.Join(" ", owned.Causes)} Leave these fields as they are, or take them over with force=true."),
        RegistryWriteOutcome.Invalid invalid => ProblemResults.Invalid([.. invalid.Faults.Select(fault => new FieldError(fault.Pointer, null, fault.Message))]),
        RegistryWriteOutcome.Refused refused => ProblemResults.Conflict(refused.Why.Code, "The cluster is not written to", refused.Why.Message),
        RegistryWriteOutcome.NotWritten failed => ProblemResults.Unavailable(failed.Problem),
        _ => throw new InvalidOperationException("A write is carried out or not."),
    };

    /// <summary>A name and an uid in a file say which object, and which version of it, was meant; a header says it louder.</summary>
    public static RegistryWrite ToWrite(this JsonObject manifest, RegistryWriteVerb verb, bool dryRun, bool force, (string? Uid, string? ResourceVersion) ifMatch) => new(
        verb,
        manifest.ToJsonString(),
        ifMatch.Uid ?? (string?)manifest["metadata"]?["uid"],
        ifMatch.Uid is null ? (string?)manifest["metadata"]?["resourceVersion"] : ifMatch.ResourceVersion,
        dryRun,
        force);

    public static JsonHttpResult<Problem> Faulty(IEnumerable<ManifestFault> faults) =>
        ProblemResults.Invalid([.. faults.Select(fault => new FieldError(fault.Pointer, null, fault.Message))]);

    /// <summary>Why the cluster of a registry cannot be written to before anybody asked it; null when it may be.</summary>
    public static JsonHttpResult<Problem>? NotThere(VisibleFleet fleet, Domain.Clusters.ClusterName cluster) =>
        fleet.ReadCluster(cluster, fleet.Now) is null ? ProblemResults.ClusterNotFound(cluster) : null;
}
