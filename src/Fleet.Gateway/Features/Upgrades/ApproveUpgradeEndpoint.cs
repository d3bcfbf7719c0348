using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Status;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Upgrades;

/// <summary>Lets the upgrade of one registry begin.</summary>
internal static class ApproveUpgradeEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(RegistryRoute.Pattern + "/upgrade", HandleAsync).Requires(Role.Approver, Reach.Cluster)
            .WithName("approveUpgrade").WithTags("upgrades").WithSummary("Approve an upgrade of a registry")
            .WithDescription(
                "Sets the annotation quay-fleet/target-version of the QuayRegistry in its cluster. Refused when no single upgrade of the catalog leads there; "
                + "Quay is scaled to 0 while its migration Job runs.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status409Conflict,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Registry>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, ApproveUpgrade body, IGrainFactory grains, VisibleFleet fleet, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        if (fleet.ReadRegistry(key, fleet.Now) is not { } before) return ProblemResults.RegistryNotFound(key);
        if (before.Freshness != Domain.Status.Freshness.Live) return ProblemResults.Unavailable($"Cluster {key.Cluster} is not live: {before.Blockers.FirstOrDefault()?.Message}");
        note.Before = AuditNote.Of(before.ToWire());
        switch (await grains.GetGrain<IRegistryGrain>(key.ToString()).Approve(string.IsNullOrWhiteSpace(body.Version) ? null : body.Version.Trim()))
        {
            case UpgradeApproval.Approved approved:
                await view.ShowsAsync(picture => picture.ReadRegistry(key, view.Now)?.Summary.TargetVersion == approved.To, cancellationToken);
                var after = (fleet.ReadRegistry(key, fleet.Now) ?? before).ToWire();
                note.After = AuditNote.Of(after);
                return TypedResults.Ok(after);
            case UpgradeApproval.NothingPending nothing:
                return ProblemResults.Conflict(
                    "nothing-pending",
                    "No upgrade is pending",
                    $"{key} runs {nothing.Current ?? "nothing yet"}, and the channel it follows has nothing newer: name a version, or subscribe its cluster to another channel.");
            case UpgradeApproval.Refused { Why.Code: BlockerCodes.VersionUnknown or BlockerCodes.UpgradeRefused } refused:
                return ProblemResults.Invalid([new FieldError("#/version", null, refused.Why.Message)]);
            case UpgradeApproval.Refused refused:
                return ProblemResults.Conflict(refused.Why.Code, "The cluster is not written to", refused.Why.Message);
            case UpgradeApproval.NotWritten failed:
                return ProblemResults.Unavailable(failed.Problem);
            default:
                throw new InvalidOperationException("An upgrade is approved or not.");
        }
    }
}
