using Fleet.Api.V1;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Grains.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>Replaces the credentials of a cluster.</summary>
internal static class RotateCluster
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/clusters/{name}/credentials", HandleAsync)
            .WithMetadata(new RequestSizeLimitAttribute(AddClusterEndpoint.LargestBody))
            .WithName("rotateCluster").WithTags("clusters").WithSummary("Replace the credentials of a cluster")
            .WithDescription("Nothing changes when the new ones are refused.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status404NotFound,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Cluster>, JsonHttpResult<Problem>>> HandleAsync(
        string name, RotateCredentials body, IGrainFactory grains, FleetView view)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        if (string.IsNullOrWhiteSpace(body.Kubeconfig)) return ProblemResults.Invalid([ClusterFaults.MissingKubeconfig()]);
        var outcome = await grains.GetGrain<IClusterGrain>(cluster.ToString()).Rotate(body.Kubeconfig, body.Context);
        return outcome.ToAnswer(cluster, view.Now);
    }
}
