using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Status;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Fleet;

/// <summary>The fleet in numbers.</summary>
internal static class GetFleet
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/fleet", HandleAsync).Requires(Role.Viewer, Reach.Filtered)
            .WithName("getFleet").WithTags("fleet").WithSummary("Totals of the fleet, or of what of it the caller may see")
            .Problems(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static async Task<Ok<FleetOverview>> HandleAsync(VisibleFleet fleet, IGrainFactory grains)
    {
        var now = fleet.Now;
        return TypedResults.Ok(FleetTotals.Of([.. fleet.ReadClusters(now)], [.. fleet.ReadRegistries(now)]).ToWire() with { Stopped = (await grains.GetCatalog().GetStop())?.ToWire() });
    }
}
