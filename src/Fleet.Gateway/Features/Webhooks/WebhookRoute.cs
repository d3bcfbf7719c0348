using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Problems;
using Fleet.Grains.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Features.Webhooks;

/// <summary>The path of one webhook, and how it is shown.</summary>
internal static class WebhookRoute
{
    public const string Pattern = "/webhooks/{webhook}";

    /// <summary>Null when the name is one.</summary>
    public static JsonHttpResult<Problem>? BadName(string name) => DnsNames.IsLabel(name)
        ? null
        : ProblemResults.BadRequest([new FieldError(null, "webhook", $"'{name}' is no name of a webhook: use 1 to 63 lower-case letters, digits and '-'.")]);

    public static JsonHttpResult<Problem> NotFound(string name) => ProblemResults.NotFound("webhook", name, "GET /api/v1/webhooks (`quayfleet webhook list`) lists those there are.");

    public static Webhook ToWire(this WebhookInfo info, string? secret = null) =>
        new(info.Name, info.Url, info.By, info.Since, info.DeliveredAt, info.Waiting, info.NextAttempt, info.GivenUp, info.Problem, secret);

    public static JsonObject ToAudit(this WebhookInfo info) => new() { ["webhook"] = info.Name, ["url"] = info.Url };
}
