using System.Collections.Immutable;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
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
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Clusters;

/// <summary>Adds a cluster to the fleet.</summary>
internal static class AddClusterEndpoint
{
    /// <summary>A kubeconfig of one context is a few KiB; this leaves room for whole ones.</summary>
    public const int LargestBody = 1 << 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/clusters", HandleAsync).Requires(Role.Admin, Reach.Fleet).NamedInBody<AddCluster>("cluster", body => body.Name)
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody))
            .WithName("addCluster").WithTags("clusters").WithSummary("Add a cluster")
            .WithDescription("An unreachable cluster is accepted and says so in its state and blockers. Nothing is stored when anything is refused.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status409Conflict,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<Cluster>, JsonHttpResult<Problem>>> HandleAsync(
        AddCluster body, IGrainFactory grains, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        var approval = ApprovalFaults.Read(body.Approval, "#/approval", out var unknown);
        if (ClusterFaults.Of(body).Concat(unknown is null ? [] : [unknown]).ToImmutableArray() is { IsEmpty: false } faults) return ProblemResults.Invalid(faults);

        var name = ClusterName.Parse(body.Name!);
        var outcome = await grains.GetGrain<IClusterGrain>(name.ToString()).Register(new RegisterCluster(
            body.Kubeconfig!,
            body.Context,
            ClusterFaults.ReadMode(body.Mode)!.Value,
            (body.Labels ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal),
            string.IsNullOrWhiteSpace(body.Channel) ? null : body.Channel.Trim(),
            approval));
        if (outcome is not RegistrationOutcome.Accepted accepted) return outcome.ToProblem(name);
        await view.ShowsAsync(picture => picture.Clusters.ContainsKey(name), cancellationToken);
        var added = ClusterReading.Of(accepted.Cluster, view.Now).ToWire();
        note.After = AuditNote.Of(added);
        return TypedResults.Created($"/api/v1/clusters/{name}", added);
    }
}
