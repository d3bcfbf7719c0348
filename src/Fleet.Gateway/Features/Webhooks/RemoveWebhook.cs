using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Grains.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Webhooks;

/// <summary>Tells somebody nothing any more.</summary>
internal static class RemoveWebhook
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete(WebhookRoute.Pattern, HandleAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("removeWebhook").WithTags("webhooks").WithSummary("Remove a webhook")
            .WithDescription("A message that is on its way may still arrive. Its secret is forgotten.")
            .Problems(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Webhook>, JsonHttpResult<Problem>>> HandleAsync(string webhook, IGrainFactory grains, AuditNote note)
    {
        if (WebhookRoute.BadName(webhook) is { } bad) return bad;
        if (await grains.GetWebhooks().Remove(webhook) is not { } removed) return WebhookRoute.NotFound(webhook);
        note.Before = removed.ToAudit();
        return TypedResults.Ok(removed.ToWire());
    }
}
