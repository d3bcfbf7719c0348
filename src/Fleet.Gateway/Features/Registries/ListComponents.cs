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

/// <summary>The components of a registry, with their objects.</summary>
internal static class ListComponents
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RegistryRoute.Pattern + "/components", Handle).Requires(Role.Viewer, Reach.Cluster)
            .WithName("listComponents").WithTags("registries").WithSummary("List the components of a registry, with their objects")
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

    private static Results<Ok<ItemList<Component>>, JsonHttpResult<Problem>> Handle(
        string cluster, string @namespace, string name, VisibleFleet fleet)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        if (fleet.ReadRegistry(key, fleet.Now)?.Summary is not { } registry) return ProblemResults.RegistryNotFound(key);
        return TypedResults.Ok(new ItemList<Component>([.. registry.Components.Select(Translate.ToWire)], null, registry.Components.Length));
    }
}
