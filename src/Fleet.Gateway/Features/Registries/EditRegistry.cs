using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Quay.Editing;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Registries;

/// <summary>Edits a registry in its cluster.</summary>
internal static class EditRegistry
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut(RegistryRoute.Pattern, HandleAsync).Requires(Role.Operator, Reach.Cluster)
            .WithMetadata(new RequestSizeLimitAttribute(RegistryWrites.LargestBody))
            .WithName("editRegistry").WithTags("registries").WithSummary("Edit a registry")
            .WithDescription(
                "The body is the QuayRegistry as it should be; GET …/manifest answers it as it is. Applied under the field manager quay-fleet-api: a field left out goes when "
                + "it was set here, and stays when it is somebody else's. The version to run is not changed here. With If-Match (the ETag of the manifest, or a uid in quotes) "
                + "only that version, or that object, is edited.")
            .TakesQuery(RegistryWrites.DryRun, ("force", "boolean", "Take over fields that belong to somebody else."))
            .WriteProblems();

    private static async Task<Results<Ok<RegistryChange>, Created<RegistryChange>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, JsonObject body, HttpContext http, IGrainFactory grains, VisibleFleet fleet, AuditNote note)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        var query = new QueryReader(http.Request.Query);
        var (dryRun, force, ifMatch) = (query.Flag("dryRun") ?? false, query.Flag("force") ?? false, RegistryWrites.IfMatch(http.Request, query));
        if (query.Faults is { IsEmpty: false } unread) return ProblemResults.BadRequest(unread);
        if (RegistryWrites.NotThere(fleet, key.Cluster) is { } missing) return missing;
        if (ManifestCheck.Shape(body, key) is { IsEmpty: false } faults) return RegistryWrites.Faulty(faults);
        return await RegistryWrites.CarryOutAsync(key, body.ToWrite(RegistryWriteVerb.Edit, dryRun, force, ifMatch), grains, http.Response, note);
    }
}
