using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Features.Upgrades;
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

/// <summary>Says which channel the registries of a cluster follow.</summary>
internal static class SubscribeCluster
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/clusters/{name}/subscription", HandleAsync).Requires(Role.Admin, Reach.Cluster)
            .WithName("subscribeCluster").WithTags("clusters").WithSummary("Let the registries of a cluster follow a channel")
            .WithDescription("Under approval Automatic their upgrades begin at once; under Manual they are listed as pending. Without a channel nothing is followed.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Cluster>, JsonHttpResult<Problem>>> HandleAsync(
        string name, Subscription body, IGrainFactory grains, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!ClusterName.TryParse(name, null, out var cluster)) return ClusterFaults.BadName(name);
        var approval = ApprovalFaults.Read(body.Approval, "#/approval", out var fault);
        if (fault is not null) return ProblemResults.Invalid([fault]);
        var channel = string.IsNullOrWhiteSpace(body.Channel) ? null : body.Channel.Trim();
        note.Before = AuditNote.Of(view.Picture.ReadCluster(cluster, view.Now)?.ToWire());
        var outcome = await grains.GetGrain<IClusterGrain>(cluster.ToString()).Subscribe(channel, approval);
        if (outcome is RegistrationOutcome.Accepted)
            await view.ShowsAsync(
                picture => picture.Clusters.TryGetValue(cluster, out var shown) && (shown.Subscription?.Channel, shown.Subscription?.Approval) == (channel, approval),
                cancellationToken);
        return outcome is RegistrationOutcome.Refused refused
            ? ProblemResults.Invalid([.. refused.Problems.Select(problem => new FieldError("#/channel", null, problem))])
            : outcome.ToAnswer(cluster, view.Now, note);
    }
}
