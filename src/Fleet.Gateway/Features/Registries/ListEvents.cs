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

/// <summary>The core Events of a registry, read from its cluster now.</summary>
internal static class ListEvents
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RegistryRoute.Pattern + "/events", HandleAsync).Requires(Role.Viewer, Reach.Cluster)
            .WithName("listEvents").WithTags("registries").WithSummary("List the Kubernetes Events of a registry, newest first")
            .WithDescription("Read from the cluster on demand: 503 when it does not answer.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ItemList<Api.V1.RegistryEvent>>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, IGrainFactory grains, VisibleFleet fleet)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        if (fleet.ReadRegistry(key, fleet.Now) is null) return ProblemResults.RegistryNotFound(key);

        var events = await grains.GetGrain<IRegistryGrain>(key.ToString()).Events();
        if (events.Problem is { } unread) return ProblemResults.Unavailable($"The Events of {key} cannot be read: {unread}");
        return TypedResults.Ok(new ItemList<Api.V1.RegistryEvent>([.. events.Items.Select(Translate.ToWire)], null, events.Items.Length));
    }
}
