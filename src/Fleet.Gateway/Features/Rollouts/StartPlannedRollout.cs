using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Rollouts;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Rollouts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Rollouts;

/// <summary>Starts a plan that was kept, if the fleet still is what it was made of.</summary>
internal static class StartPlannedRollout
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost($"{RolloutRoute.Pattern}/start", HandleAsync).Requires(Role.Operator, Reach.Fleet)
            .WithName("startPlannedRollout").WithTags("rollouts").WithSummary("Start a plan that was kept")
            .WithDescription("What is started is what was seen: when the fleet has changed so that the same text comes to another plan, nothing is started, and every change is named.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status409Conflict,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Rollout>, JsonHttpResult<Problem>>> HandleAsync(string rollout, IGrainFactory grains, VisibleFleet fleet, Caller caller, AuditNote note)
    {
        if (RolloutRoute.BadName(rollout) is { } bad) return bad;
        var grain = grains.GetGrain<IRolloutGrain>(rollout);
        if (await grain.Describe() is not { State: var kept }) return RolloutRoute.NotFound(rollout);
        // Anything else the rollout itself refuses.
        if (kept is { Phase: RolloutPhase.Planned, Source: { } source })
        {
            var (plan, errors) = await RolloutPlanner.PlanAsync(source, "the kept plan", kept.Plan.Author, grains, fleet);
            var drift = plan is null ? [.. errors.Select(error => error.Message)] : PlanDrift.Between(kept.Plan, plan);
            if (!drift.IsEmpty)
                return ProblemResults.Conflict(
                    "plan-drift", "The fleet has changed since it was planned", $"Nothing was started: {string.Join("; ", drift)}. Plan again, look at the plan, and start that.");
        }
        switch (await grain.StartPlanned(kept.Sequence, caller.Name))
        {
            case RolloutOutcome.Done done:
                note.After = new JsonObject { ["rollout"] = rollout, ["phase"] = done.Status.State.Phase.ToString(), ["target"] = kept.Plan.Target };
                return TypedResults.Ok(done.Status.State.ToWire(done.Status.Blockers, units: true));
            case RolloutOutcome.Refused refused:
                return ProblemResults.Conflict("rollout-refuses", "The rollout cannot be started", refused.Reason);
            default:
                return RolloutRoute.NotFound(rollout);
        }
    }
}
