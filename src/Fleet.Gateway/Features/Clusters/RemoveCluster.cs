using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>Takes a cluster out of the fleet. Its registries go on running.</summary>
internal static class RemoveCluster
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/clusters/{name}", HandleAsync).Requires(Role.Admin, Reach.Cluster)
            .WithName("removeCluster").WithTags("clusters").WithSummary("Remove a cluster from the fleet")
            .TakesQuery(("finalizers", "string", "release (default): take the finalizer off its registries; keep: an in-cluster operator will clear it."))
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<RemovedCluster>, JsonHttpResult<Problem>>> HandleAsync(
        string name, HttpRequest request, IGrainFactory grains, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        var query = new QueryReader(request.Query);
        var finalizers = query.OneOf("finalizers", ("release", FinalizerPolicy.Release), ("keep", FinalizerPolicy.Keep)) ?? FinalizerPolicy.Release;
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        note.Before = AuditNote.Of(view.Picture.ReadCluster(cluster, view.Now)?.ToWire());
        var outcome = await grains.GetGrain<IClusterGrain>(cluster.ToString()).Remove(finalizers);
        if (!outcome.Found) return ProblemResults.ClusterNotFound(cluster);
        await view.ShowsAsync(picture => !picture.Clusters.ContainsKey(cluster), cancellationToken);
        return TypedResults.Ok(new RemovedCluster(name, outcome.Released, outcome.Problems));
    }
}
