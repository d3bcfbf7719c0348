using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Rollouts;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Rollouts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Rollouts;

/// <summary>What people do to a rollout.</summary>
internal static class SteerRollout
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, RolloutVerb.Pause, Role.Operator, "Pause a rollout", "What is in flight finishes; nothing more is claimed.");
        Map(routes, RolloutVerb.Resume, Role.Operator, "Resume a paused rollout", "It goes on where it was.");
        Map(routes, RolloutVerb.Abort, Role.Operator, "Abort a rollout", "What is in flight finishes; then the rollout has ended.");
        Map(routes, RolloutVerb.Skip, Role.Operator, "Skip a stage or a registry", "What is in flight cannot be skipped.");
        Map(routes, RolloutVerb.Retry, Role.Operator, "Try again what failed", "All that failed, or a stage or registry of it; as a new attempt of the same plan.");
        Map(
            routes, RolloutVerb.Rollback, Role.Operator, "Roll a rollout back",
            "What it changed goes back to what it ran before, the last stage first, with the concurrency and budget of each; registries that cannot go back are named with the reason. "
            + "Also of a rollout that has ended.");
        Map(routes, RolloutVerb.Approve, Role.Approver, "Approve a stage", "The stage that the rollout is at when none is named.");
    }

    private static void Map(IEndpointRouteBuilder routes, RolloutVerb verb, Role role, string summary, string description)
    {
        var name = verb.ToString().ToLowerInvariant();
        routes.MapPost(
                $"{RolloutRoute.Pattern}/{name}",
                (string rollout, RolloutAction body, IGrainFactory grains, Caller caller, AuditNote note) => HandleAsync(rollout, verb, body, grains, caller, note))
            .Requires(role, Reach.Fleet)
            .WithName(name + "Rollout").WithTags("rollouts").WithSummary(summary).WithDescription(description)
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status409Conflict,
                StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<Rollout>, JsonHttpResult<Problem>>> HandleAsync(
        string rollout, RolloutVerb verb, RolloutAction body, IGrainFactory grains, Caller caller, AuditNote note)
    {
        if (RolloutRoute.BadName(rollout) is { } bad) return bad;
        switch (await grains.GetGrain<IRolloutGrain>(rollout).Command(new RolloutCommand(verb, caller.Name, string.IsNullOrWhiteSpace(body.Subject) ? null : body.Subject.Trim())))
        {
            case RolloutOutcome.Done done:
                note.After = new JsonObject { ["rollout"] = rollout, ["phase"] = done.Status.State.Phase.ToString(), ["subject"] = body.Subject };
                return TypedResults.Ok(done.Status.State.ToWire(done.Status.Blockers, units: true));
            case RolloutOutcome.Refused refused:
                return ProblemResults.Conflict("rollout-refuses", $"The rollout refuses to {(verb == RolloutVerb.Rollback ? "roll back" : verb.ToString().ToLowerInvariant())}", refused.Reason);
            default:
                return RolloutRoute.NotFound(rollout);
        }
    }
}
