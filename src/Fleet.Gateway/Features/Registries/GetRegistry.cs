using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Registries;

/// <summary>One registry.</summary>
internal static class GetRegistry
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RegistryRoute.Pattern, Handle).Requires(Role.Viewer, Reach.Cluster)
            .WithName("getRegistry").WithTags("registries").WithSummary("Get a registry")
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

    private static Results<Ok<Registry>, JsonHttpResult<Problem>> Handle(string cluster, string @namespace, string name, VisibleFleet fleet)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        return fleet.ReadRegistry(key, fleet.Now) is { } reading ? TypedResults.Ok(reading.ToWire()) : ProblemResults.RegistryNotFound(key);
    }
}
