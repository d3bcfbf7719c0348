using System.Net.ServerSentEvents;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Fleet.Gateway.Features.Watch;

/// <summary>The live stream: what exists, then what changes.</summary>
internal static class WatchFleet
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/watch", Handle).Requires(Role.Viewer, Reach.Filtered).WithMetadata(new EndlessStream())
            .WithName("watch").WithTags("fleet").WithSummary("Watch clusters and registries (Server-Sent Events)")
            .WithDescription(
                "`snapshot` for each object, `synced`, then `changed` and `removed`; `heartbeat` every 10 s; `resync` when the reader was too slow. "
                + "`Last-Event-ID` resumes after an id, on any gateway of the fleet, where what was missed is still remembered; else everything is sent anew. "
                + "The filters are those of registries; a registry that no longer matches is `removed`. "
                + "The stream ends when the caller's token does.")
            .TakesQuery([("kind", "string", "cluster or registry; both by default."), .. ListRegistries.Filter])
            .Produces<WatchEvent>(StatusCodes.Status200OK, "text/event-stream")
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static Results<ServerSentEventsResult<byte[]>, JsonHttpResult<Problem>> Handle(
        HttpContext context, FleetView view, VisibleFleet fleet, Caller caller, WrittenRegistries json, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var query = new QueryReader(context.Request.Query);
        var selection = WatchSelection.Read(query);
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        // Proxies that buffer would hold events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var stream = new WatchStream(view, fleet, selection, new StandingCaller(caller, time), time).ReadAsync(ResumeAfter(context.Request, fleet), lifetime.ApplicationStopping);
        return TypedResults.ServerSentEvents(stream.Select(item => new SseItem<byte[]>(json.Write(item.Data), item.EventType) { EventId = item.EventId }));
    }

    private static FleetPosition? ResumeAfter(HttpRequest request, VisibleFleet fleet) =>
        // What went missing meanwhile is known by name only, so whether a part of the fleet held it can no longer be told.
        fleet.IsWhole ? FleetPosition.TryParse(request.Headers["Last-Event-ID"].ToString()) : null;
}
