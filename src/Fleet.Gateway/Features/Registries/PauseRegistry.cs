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

/// <summary>Pauses and resumes a registry: of a paused one nothing is changed in its cluster.</summary>
internal static class PauseRegistry
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "pause", RegistryWriteVerb.Pause, "Stop reconciling a registry");
        Map(routes, "resume", RegistryWriteVerb.Resume, "Reconcile a registry again");
    }

    private static void Map(IEndpointRouteBuilder routes, string verb, RegistryWriteVerb what, string summary) =>
        routes.MapPost(
                RegistryRoute.Pattern + "/" + verb,
                (string cluster, string @namespace, string name, HttpContext http, IGrainFactory grains, VisibleFleet fleet, FleetView view, AuditNote note, CancellationToken cancellationToken) =>
                    HandleAsync(new RegistryRoute(cluster, @namespace, name), what, http, grains, fleet, view, note, cancellationToken))
            .Requires(Role.Operator, Reach.Cluster)
            .WithName(verb + "Registry").WithTags("registries").WithSummary(summary)
            .WithDescription("Sets, or removes, the annotation quay-fleet/paused of the QuayRegistry in its cluster.")
            .TakesQuery(RegistryWrites.DryRun)
            .WriteProblems();

    private static async Task<Results<Ok<RegistryChange>, Created<RegistryChange>, JsonHttpResult<Problem>>> HandleAsync(
        RegistryRoute route, RegistryWriteVerb what, HttpContext http, IGrainFactory grains, VisibleFleet fleet, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!route.TryRead(out var key, out var problem)) return problem!;
        var query = new QueryReader(http.Request.Query);
        var (dryRun, ifMatch) = (query.Flag("dryRun") ?? false, RegistryWrites.IfMatch(http.Request, query));
        if (query.Faults is { IsEmpty: false } unread) return ProblemResults.BadRequest(unread);
        if (RegistryWrites.NotThere(fleet, key.Cluster) is { } missing) return missing;
        var answer = await RegistryWrites.CarryOutAsync(key, new RegistryWrite(what, null, ifMatch.Uid, ifMatch.ResourceVersion, dryRun, Force: false), grains, http.Response, note);
        if (!dryRun && answer.Result is Ok<RegistryChange>)
            await view.ShowsAsync(picture => picture.Registries.TryGetValue(key, out var shown) && shown.Paused == (what == RegistryWriteVerb.Pause), cancellationToken);
        return answer;
    }
}
