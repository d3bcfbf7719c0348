using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Features.Upgrades;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Releases;

/// <summary>Says who lets the upgrades of a channel begin.</summary>
internal static class SetChannelApproval
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/channels/{channel}/approval", HandleAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("setChannelApproval").WithTags("releases").WithSummary("Say who lets the upgrades of a channel begin")
            .WithDescription("Counts where neither the registry nor its cluster says. Automatic lets every pending upgrade of the channel begin at once.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Channel>, JsonHttpResult<Problem>>> HandleAsync(string channel, SetApproval body, IGrainFactory grains, AuditNote note)
    {
        var approval = ApprovalFaults.Read(body.Approval, "#/approval", out var fault);
        if (fault is not null) return ProblemResults.Invalid([fault]);
        var catalog = grains.GetCatalog();
        var before = await catalog.Get();
        note.Before = AuditNote.Of(before.Catalog.Channel(channel)?.ToWire(before));
        switch (await catalog.SetApproval(channel, approval))
        {
            case ApprovalOutcome.Set set:
                var changed = set.Catalog.Catalog.Channel(channel)!.ToWire(set.Catalog);
                note.After = AuditNote.Of(changed);
                return TypedResults.Ok(changed);
            case ApprovalOutcome.UnknownChannel unknown:
                return ProblemResults.NotFound("channel", channel, $"the catalogs have {string.Join(", ", unknown.Known.TakeLast(8))}.");
            default:
                throw new InvalidOperationException("An approval is set or its channel unknown.");
        }
    }
}
