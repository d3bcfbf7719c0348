using Fleet.Api.V1;
using Fleet.Gateway.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fleet.Gateway.Features.Health;

/// <summary>For probes: whether the process runs, and whether it can answer from a complete picture.</summary>
internal static class GetHealth
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Ok(new Readiness(true, [])))
            .WithName("healthz").WithTags("health").WithSummary("Whether the process runs").AllowAnonymous();
        routes.MapGet("/readyz", Ready)
            .WithName("readyz").WithTags("health").WithSummary("Whether the server can answer from a complete picture")
            .Produces<Readiness>().Produces<Readiness>(StatusCodes.Status503ServiceUnavailable).AllowAnonymous();
    }

    private static async Task<JsonHttpResult<Readiness>> Ready(HttpContext context, HealthCheckService checks, CancellationToken cancellationToken)
    {
        // Absent in a process that only hosts grains.
        var follower = context.RequestServices.GetService<FleetFollower>();
        var report = await checks.CheckHealthAsync(cancellationToken);
        string[] reasons =
        [
            .. follower?.Problems ?? [],
            .. report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => entry.Value.Description ?? entry.Key),
        ];
        return TypedResults.Json(
            new Readiness(reasons.Length == 0, reasons),
            statusCode: reasons.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
