using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Fleet;

/// <summary>Stops all writing to clusters, and lets it go on. Registries run on, and are watched.</summary>
internal static class SwitchFleet
{
    private const int LongestReason = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/fleet/stop", StopAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("stopFleet").WithTags("fleet").WithSummary("Stop all writing to clusters, everywhere")
            .WithDescription("Durable before it is answered, and in force on every server within moments. Passes, status, finalizers, versions and rollouts wait; registries run on.")
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status503ServiceUnavailable);
        routes.MapPost("/fleet/resume", ResumeAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("resumeFleet").WithTags("fleet").WithSummary("Let the fleet write to its clusters again")
            .Problems(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<FleetSwitch>, JsonHttpResult<Problem>>> StopAsync(StopFleet body, HttpContext context, IGrainFactory grains, FleetView view, AuditNote note)
    {
        var reason = body.Reason?.Trim().TrimEnd('.').ReplaceLineEndings(" ");
        if (string.IsNullOrEmpty(reason) || reason.Length > LongestReason)
            return ProblemResults.Invalid([new FieldError("#/reason", null, $"reason is {(string.IsNullOrEmpty(reason) ? "empty" : "too long")}: say in at most {LongestReason} characters why, for whoever finds it stopped.")]);
        return TypedResults.Ok(await SetAsync(new Domain.Status.FleetStop(view.Now, Caller.Of(context).Name, reason), grains, note));
    }

    private static async Task<Ok<FleetSwitch>> ResumeAsync(IGrainFactory grains, AuditNote note) => TypedResults.Ok(await SetAsync(null, grains, note));

    private static async Task<FleetSwitch> SetAsync(Domain.Status.FleetStop? stop, IGrainFactory grains, AuditNote note)
    {
        var catalog = grains.GetCatalog();
        note.Before = AuditNote.Of((await catalog.GetStop())?.ToWire());
        var now = (await catalog.SetStop(stop))?.ToWire();
        note.After = AuditNote.Of(now);
        return new FleetSwitch(now);
    }
}
