using Fleet.Api.V1;
using Fleet.Domain.Quay;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Gateway.Features.Registries;

/// <summary>
/// What a registry's config editor calls. It has no credentials to show, so that the path is one that nobody else knows, and is served only for clusters
/// whose policy says so. Whatever else is called answers 404 and does not reach the audit, which anybody could fill.
/// </summary>
internal static class EditorCalls
{
    /// <summary>Not to be logged or traced: what follows admits whoever knows it.</summary>
    public const string Prefix = "/editor";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup(Prefix)
            .AddEndpointFilter(AdmitAsync).AddEndpointFilter<RouteGroupBuilder, AuditedWrites>()
            .MapPost("/{cluster}/{namespace}/{name}/{key}/reconfigure", HandleAsync).AllowAnonymous()
            .WithMetadata(new RequestSizeLimitAttribute(ReconfigureRegistryEndpoint.LargestBody))
            .WithName("reconfigureFromEditor").WithTags("registries").WithSummary("For config editors: give their registry a new configuration")
            .WithDescription("The path is given to the editor by the fleet, where the cluster's policy has a reconfigureUrl. Otherwise as POST /api/v1/registries/…/reconfigure.")
            .WriteProblems();

    private static async ValueTask<object?> AdmitAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (http, route) = (context.HttpContext, context.HttpContext.Request.RouteValues);
        var picture = http.RequestServices.GetRequiredService<FleetView>().Picture;
        var known = RegistryKey.TryParse($"{route["cluster"]}/{route["namespace"]}/{route["name"]}", null, out var registry)
            && picture.Registries.ContainsKey(registry)
            && picture.Clusters.TryGetValue(registry.Cluster, out var cluster) && cluster.Policy?.ReconfigureUrl is not null;
        return known && await http.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IRegistryGrain>(registry.ToString()).AdmitsEditor((string)route["key"]!)
            ? await next(context)
            : ProblemResults.Of(StatusCodes.Status404NotFound, "not-found", "There is nothing here", "A config editor calls the path that the fleet gave it.");
    }

    private static async Task<Results<Ok<Reconfigured>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, ReconfigureRegistry body, IGrainFactory grains, AuditNote note)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var registry, out var problem)) return problem!;
        var (_, failed) = await RegistryWrites.ReconfigureAsync(registry, body, grains, note);
        return failed is null ? TypedResults.Ok(new Reconfigured("success")) : failed;
    }
}
