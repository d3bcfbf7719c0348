using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Grains.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>Makes this fleet the one that writes to a cluster, whatever the Lease on it says.</summary>
internal static class TakeOverCluster
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/clusters/{name}/takeover", HandleAsync).Requires(Role.Admin, Reach.Cluster)
            .WithName("takeOverCluster").WithTags("clusters").WithSummary("Take a cluster over from another fleet")
            .WithDescription("Makes this fleet the one that writes to the cluster, whatever the Lease `quay-fleet` on it says. The other fleet stops writing.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Cluster>, JsonHttpResult<Problem>>> HandleAsync(string name, IGrainFactory grains, FleetView view, AuditNote note) =>
        ClusterName.TryParse(name, null, out var cluster)
            ? (await grains.GetGrain<IClusterGrain>(cluster.ToString()).TakeOver()).ToAnswer(cluster, view.Now, note)
            : ClusterFaults.BadName(name);
}
