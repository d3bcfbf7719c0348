using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Registries;

/// <summary>How the conditions of a registry came to be what they are: the last five transitions of each.</summary>
internal static class ListTransitions
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RegistryRoute.Pattern + "/transitions", HandleAsync).Requires(Role.Viewer, Reach.Cluster)
            .WithName("listTransitions").WithTags("registries").WithSummary("List the transitions of a registry's conditions, newest first")
            .WithDescription("The last five of each type. A change of the message alone is none.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ItemList<Api.V1.ConditionTransition>>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, IGrainFactory grains, VisibleFleet fleet)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        if (fleet.ReadRegistry(key, fleet.Now) is null) return ProblemResults.RegistryNotFound(key);
        var transitions = await grains.GetGrain<IRegistryGrain>(key.ToString()).Transitions();
        return TypedResults.Ok(new ItemList<Api.V1.ConditionTransition>([.. transitions.Select(Translate.ToWire)], null, transitions.Length));
    }
}
