using System.Net;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Webhooks;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Grains.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Webhooks;

/// <summary>Adds a webhook, or changes one.</summary>
internal static class SetWebhookEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut(WebhookRoute.Pattern, HandleAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("setWebhook").WithTags("webhooks").WithSummary("Add or change a webhook")
            .WithDescription(
                "It is told by CloudEvents that a rollout started, ended a stage, needs an approval, failed or is done; of what happens from now on. Messages are signed as Standard "
                + "Webhooks has it. A secret that is made for a new one is in this answer and never shown again.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status409Conflict,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Webhook>, JsonHttpResult<Problem>>> HandleAsync(
        string webhook, SetWebhook body, IGrainFactory grains, Caller caller, AuditNote note, HttpContext context)
    {
        if (WebhookRoute.BadName(webhook) is { } bad) return bad;
        var (url, secret) = (body.Url?.Trim(), string.IsNullOrWhiteSpace(body.Secret) ? null : body.Secret.Trim());
        var faults = new List<FieldError>();
        if (AddressFault(url) is { } fault) faults.Add(new FieldError("#/url", null, $"url: {fault}"));
        if (secret is not null && !WebhookSecret.TryParse(secret, out _)) faults.Add(new FieldError("#/secret", null, "secret is none: write whsec_ and 24 to 64 random bytes in base64, or leave it out for one to be made."));
        if (faults.Count > 0) return ProblemResults.Invalid([.. faults]);
        switch (await grains.GetWebhooks().Set(webhook, url!, secret, caller.Name))
        {
            case WebhookOutcome.Done done:
                (note.Before, note.After) = (done.Before?.ToAudit(), done.Now.ToAudit());
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Ok(done.Now.ToWire(done.Secret));
            case WebhookOutcome.TooMany many:
                return ProblemResults.Conflict("too-many-webhooks", "The webhook cannot be added", $"There are {many.Most} webhooks: remove those that are not needed, or have one receiver tell others.");
            default:
                throw new InvalidOperationException("A webhook is set or not.");
        }
    }

    // Names are looked up, and what they lead to is asked the same, when a message is sent.
    private static string? AddressFault(string? url) => WebhookAddress.Fault(url)
        ?? (IPAddress.TryParse(new Uri(url!).Host.Trim('[', ']'), out var address) && !WebhookAddress.MayBeReached(address.GetAddressBytes())
            ? $"{address} is a link-local, multicast, unspecified or metadata address: name a receiver's"
            : null);
}
