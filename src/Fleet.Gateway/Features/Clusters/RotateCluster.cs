using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
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
        routes.MapPost("/clusters/{name}/credentials", HandleAsync).Requires(Role.Admin, Reach.Cluster)
            .WithMetadata(new RequestSizeLimitAttribute(AddClusterEndpoint.LargestBody))
            .WithName("rotateCluster").WithTags("clusters").WithSummary("Replace the credentials of a cluster")
            .WithDescription("Nothing changes when the new ones are refused.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Cluster>, JsonHttpResult<Problem>>> HandleAsync(
        string name, RotateCredentials body, IGrainFactory grains, FleetView view, AuditNote note)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        if (string.IsNullOrWhiteSpace(body.Kubeconfig)) return ProblemResults.Invalid([ClusterFaults.MissingKubeconfig()]);
        note.Before = AuditNote.Of(view.Picture.ReadCluster(cluster, view.Now)?.ToWire());
        var outcome = await grains.GetGrain<IClusterGrain>(cluster.ToString()).Rotate(body.Kubeconfig, body.Context);
        return outcome.ToAnswer(cluster, view.Now, note);
    }
}
