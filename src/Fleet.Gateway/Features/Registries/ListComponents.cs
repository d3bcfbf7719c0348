using Fleet.Api.V1;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
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
        routes.MapGet(RegistryRoute.Pattern + "/components", Handle)
            .WithName("listComponents").WithTags("registries").WithSummary("List the components of a registry, with their objects")
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);

    private static Results<Ok<ItemList<Component>>, JsonHttpResult<Problem>> Handle(
        string cluster, string @namespace, string name, FleetView view)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        if (!view.Picture.Registries.TryGetValue(key, out var registry)) return ProblemResults.RegistryNotFound(key);
        return TypedResults.Ok(new ItemList<Component>([.. registry.Components.Select(Translate.ToWire)], null, registry.Components.Length));
    }
}
