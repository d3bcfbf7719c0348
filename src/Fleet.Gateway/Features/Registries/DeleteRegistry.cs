using Fleet.Api.V1;
using Fleet.Domain.Access;
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
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Registries;

/// <summary>Deletes a registry, with all that the fleet manages of it.</summary>
internal static class DeleteRegistry
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete(RegistryRoute.Pattern, HandleAsync).Requires(Role.Operator, Reach.Cluster)
            .WithName("deleteRegistry").WithTags("registries").WithSummary("Delete a registry, its databases and its bucket")
            .WithDescription("What is managed of it goes for good: databases and bucket too. What goes is in `lost`, which dryRun=true tells before.")
            .TakesQuery(RegistryWrites.DryRun, ("confirm", "string", "The registry's name, typed once more; not asked for in a dry run."))
            .WriteProblems();

    private static async Task<Results<Ok<RegistryChange>, Created<RegistryChange>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, HttpContext http, IGrainFactory grains, VisibleFleet fleet, AuditNote note)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        var query = new QueryReader(http.Request.Query);
        var (dryRun, confirm, ifMatch) = (query.Flag("dryRun") ?? false, query.Text("confirm"), RegistryWrites.IfMatch(http.Request, query));
        if (!dryRun && confirm != key.Name)
            query.Fault(
                "confirm",
                $"confirm '{confirm}' is not the registry's name: deleting {key} deletes its databases and its bucket as well, for good. Write confirm={key.Name} if that is meant; dryRun=true tells what goes.");
        if (query.Faults is { IsEmpty: false } unread) return ProblemResults.BadRequest(unread);
        if (RegistryWrites.NotThere(fleet, key.Cluster) is { } missing) return missing;
        return await RegistryWrites.CarryOutAsync(key, new RegistryWrite(RegistryWriteVerb.Delete, null, ifMatch.Uid, ifMatch.ResourceVersion, dryRun, Force: false), grains, http.Response, note);
    }
}
