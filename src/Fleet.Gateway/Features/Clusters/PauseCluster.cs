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
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>Pauses and resumes a cluster: a paused one is watched and not written to.</summary>
internal static class PauseCluster
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "pause", paused: true, "Stop writing to a cluster");
        Map(routes, "resume", paused: false, "Write to a cluster again");
    }

    private static void Map(IEndpointRouteBuilder routes, string verb, bool paused, string summary) =>
        routes.MapPost(
                "/clusters/{name}/" + verb,
                (string name, IGrainFactory grains, FleetView view, AuditNote note, CancellationToken cancellationToken) =>
                    HandleAsync(name, paused, grains, view, note, cancellationToken))
            .Requires(Role.Admin, Reach.Cluster)
            .WithName(verb + "Cluster").WithTags("clusters").WithSummary(summary)
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Cluster>, JsonHttpResult<Problem>>> HandleAsync(
        string name, bool paused, IGrainFactory grains, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        note.Before = AuditNote.Of(view.Picture.ReadCluster(cluster, view.Now)?.ToWire());
        var outcome = await grains.GetGrain<IClusterGrain>(cluster.ToString()).SetPaused(paused);
        if (outcome is RegistrationOutcome.Accepted)
            await view.ShowsAsync(picture => picture.Clusters.TryGetValue(cluster, out var shown) && shown.Paused == paused, cancellationToken);
        return outcome.ToAnswer(cluster, view.Now, note);
    }
}
