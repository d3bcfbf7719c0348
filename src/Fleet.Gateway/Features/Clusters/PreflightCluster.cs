using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Grains.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>Finds out whether a cluster has what registries need.</summary>
internal static class PreflightCluster
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/clusters/{name}/preflight", HandleAsync).Requires(Role.Operator, Reach.Cluster)
            .WithName("preflightCluster").WithTags("clusters").WithSummary("Find out whether a cluster has what registries need")
            .WithDescription("Asks the cluster: its version, the APIs that components may need, the fleet's rights, nodes large enough for Quay, a default storage class. Nothing is written.")
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Api.V1.ClusterPreflight>, JsonHttpResult<Problem>>> HandleAsync(string name, VisibleFleet fleet, IGrainFactory grains)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        if (fleet.ReadCluster(cluster, fleet.Now) is null) return ProblemResults.ClusterNotFound(cluster);
        var checks = await grains.GetGrain<IClusterGrain>(cluster.ToString()).Preflight();
        return TypedResults.Ok(new Api.V1.ClusterPreflight(
            name,
            checks.All(check => check.Result != PreflightResult.Failed),
            [.. checks.Select(check => new Api.V1.PreflightCheck(check.Name, check.Result.ToString().ToLowerInvariant(), check.Message))]));
    }
}
