using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>One member cluster.</summary>
internal static class GetCluster
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/clusters/{name}", Handle).Requires(Role.Viewer, Reach.Cluster)
            .WithName("getCluster").WithTags("clusters").WithSummary("Get a cluster")
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

    private static Results<Ok<Cluster>, JsonHttpResult<Problem>> Handle(string name, VisibleFleet fleet)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        return fleet.ReadCluster(cluster, fleet.Now) is { } reading ? TypedResults.Ok(reading.ToWire()) : ProblemResults.ClusterNotFound(cluster);
    }
}
