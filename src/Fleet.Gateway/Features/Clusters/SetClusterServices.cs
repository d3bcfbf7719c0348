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

/// <summary>Says what gates of rollouts ask on a cluster.</summary>
internal static class SetClusterServices
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/clusters/{name}/services", HandleAsync).Requires(Role.Admin, Reach.Cluster)
            .WithName("setClusterServices").WithTags("clusters").WithSummary("Name the Prometheus and the smoke test's Secret of a cluster")
            .WithDescription("What is absent is named no more. The Secret stays in its cluster; only its name is stored.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Cluster>, JsonHttpResult<Problem>>> HandleAsync(
        string name, Api.V1.ClusterServices body, IGrainFactory grains, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        var services = new Domain.Clusters.ClusterServices(Text(body.Prometheus), Text(body.SmokeSecret));
        var faults = services.Faults().Select(fault => new FieldError($"#/{fault.Field}", null, fault.Problem)).ToList();
        if (faults.Count > 0) return ProblemResults.Invalid([.. faults]);
        note.Before = AuditNote.Of(view.Picture.ReadCluster(cluster, view.Now)?.ToWire());
        var outcome = await grains.GetGrain<IClusterGrain>(cluster.ToString()).SetServices(services);
        if (outcome is RegistrationOutcome.Accepted)
            await view.ShowsAsync(picture => picture.Clusters.TryGetValue(cluster, out var shown) && shown.Services == services, cancellationToken);
        return outcome.ToAnswer(cluster, view.Now, note);
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
