using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Rollouts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Rollouts;

/// <summary>Lists rollouts, and shows one: as it is, as it was, and what happened.</summary>
internal static class ReadRollouts
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/rollouts", ListAsync).Requires(Role.Viewer, Reach.Fleet)
            .WithName("listRollouts").WithTags("rollouts").WithSummary("List rollouts")
            .TakesQuery(
            [
                .. RolloutList.Parameters,
                ("limit", "integer", "Most items on a page, 1 to 1000; 500 by default."),
                ("continue", "string", "The `continue` of the page before."),
            ])
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status503ServiceUnavailable);
        routes.MapGet(RolloutRoute.Pattern, GetAsync).Requires(Role.Viewer, Reach.Fleet)
            .WithName("getRollout").WithTags("rollouts").WithSummary("Get a rollout")
            .TakesQuery(("at", "string", "As it was then, for example 2026-05-04T12:00:00Z; as it is when absent."))
            .Problems(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);
        routes.MapGet(RolloutRoute.Pattern + "/history", HistoryAsync).Requires(Role.Viewer, Reach.Fleet)
            .WithName("getRolloutHistory").WithTags("rollouts").WithSummary("List everything that happened to a rollout, oldest first")
            .Problems(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<ItemList<Rollout>>, JsonHttpResult<Problem>>> ListAsync(
        HttpRequest request, IGrainFactory grains, IRolloutDirectory directory, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query);
        var (asked, page) = (RolloutList.Read(query), Page.Read(query));
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        var names = await directory.ListAsync(cancellationToken);
        var found = await Task.WhenAll(names.Order(StringComparer.Ordinal).Select(name => grains.GetGrain<IRolloutGrain>(name).Describe()));
        var matching = found.OfType<RolloutStatus>().Select(status => status.State.ToWire(status.Blockers, units: false)).Where(asked.Matches).ToList();
        var items = asked.Sort.Page(page, query, matching, rollout => rollout);
        return query.Faults is { IsEmpty: false } foreign ? ProblemResults.BadRequest(foreign) : TypedResults.Ok(items);
    }

    private static async Task<Results<Ok<Rollout>, JsonHttpResult<Problem>>> GetAsync(string rollout, HttpRequest request, IGrainFactory grains)
    {
        if (RolloutRoute.BadName(rollout) is { } bad) return bad;
        var query = new QueryReader(request.Query);
        var at = query.Moment("at");
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);
        var grain = grains.GetGrain<IRolloutGrain>(rollout);
        if (at is { } time) return await grain.At(time) is { } was ? TypedResults.Ok(was.ToWire([], units: true)) : RolloutRoute.NotFound(rollout);
        return await grain.Describe() is { } status ? TypedResults.Ok(status.State.ToWire(status.Blockers, units: true)) : RolloutRoute.NotFound(rollout);
    }

    private static async Task<Results<Ok<ItemList<RolloutEntry>>, JsonHttpResult<Problem>>> HistoryAsync(string rollout, IGrainFactory grains)
    {
        if (RolloutRoute.BadName(rollout) is { } bad) return bad;
        var events = await grains.GetGrain<IRolloutGrain>(rollout).History();
        if (events.IsEmpty) return RolloutRoute.NotFound(rollout);
        return TypedResults.Ok(new ItemList<RolloutEntry>([.. events.Select((item, place) => item.ToWire(place + 1))], null, events.Length));
    }
}
