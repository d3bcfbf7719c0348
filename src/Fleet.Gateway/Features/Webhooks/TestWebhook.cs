using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Grains.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Features.Webhooks;

/// <summary>Sends a webhook a message that means nothing.</summary>
internal static class TestWebhook
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(WebhookRoute.Pattern + "/test", HandleAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("testWebhook").WithTags("webhooks").WithSummary("Send a webhook a message of type io.quay-fleet.test")
            .WithDescription("Tells whether it was taken. Of the receiver's answer nothing but the status is read.")
            .Problems(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Wire.WebhookTrial>, JsonHttpResult<Wire.Problem>>> HandleAsync(string webhook, IGrainFactory grains, AuditNote note)
    {
        if (WebhookRoute.BadName(webhook) is { } bad) return bad;
        if (await grains.GetWebhooks().Try(webhook) is not { IsKnown: true } trial) return WebhookRoute.NotFound(webhook);
        note.After = new System.Text.Json.Nodes.JsonObject { ["webhook"] = webhook, ["taken"] = trial.Problem is null };
        return TypedResults.Ok(new Wire.WebhookTrial(trial.Problem is null, trial.Problem ?? ""));
    }
}
