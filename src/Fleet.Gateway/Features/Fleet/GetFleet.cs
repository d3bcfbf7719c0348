using Fleet.Api.V1;
using Fleet.Domain.Status;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Fleet;

/// <summary>The fleet in numbers.</summary>
internal static class GetFleet
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/fleet", Handle)
            .WithName("getFleet").WithTags("fleet").WithSummary("Totals of the whole fleet")
            .Problems(StatusCodes.Status401Unauthorized);

    private static Ok<FleetOverview> Handle(FleetView view)
    {
        var (picture, now) = (view.Picture, view.Now);
        return TypedResults.Ok(FleetTotals.Of([.. picture.ReadClusters(now)], [.. picture.ReadRegistries(now)]).ToWire());
    }
}
