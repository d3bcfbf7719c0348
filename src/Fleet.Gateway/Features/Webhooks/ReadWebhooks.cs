using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Grains.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Webhooks;

/// <summary>Who is told of rollouts, without the secrets.</summary>
internal static class ReadWebhooks
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/webhooks", ListAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("listWebhooks").WithTags("webhooks").WithSummary("List webhooks, by name")
            .Problems(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<ItemList<Webhook>>> ListAsync(IGrainFactory grains)
    {
        var webhooks = await grains.GetWebhooks().List();
        return TypedResults.Ok(new ItemList<Webhook>([.. webhooks.Select(webhook => webhook.ToWire())], null, webhooks.Length));
    }
}
