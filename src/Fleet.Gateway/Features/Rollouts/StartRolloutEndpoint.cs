using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Rollouts;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Rollouts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Rollouts;

/// <summary>Plans a rollout, and starts it.</summary>
internal static class StartRolloutEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/rollouts", HandleAsync).Requires(Role.Operator, Reach.Fleet).NamedInBody<StartRollout>("rollout", NameIn).WithMetadata(new TriedByReading())
            .WithName("startRollout").WithTags("rollouts").WithSummary("Start a rollout, keep its plan, or see what it would do")
            .WithDescription("The plan is resolved once: its stages, registries and refusals do not change any more. With dryRun nothing is started, with save the plan is kept to be started later.")
            .TakesQuery(("dryRun", "boolean", "true for the plan alone."),
                ("save", "boolean", "true to keep the plan, in place of the one kept before, and start nothing."))
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status409Conflict,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static string? NameIn(StartRollout body) => RolloutSpecReader.Read(body.Content ?? "", body.File ?? "") is SpecOutcome.Read read ? read.Spec.Name : null;

    private static async Task<Results<Ok<Rollout>, JsonHttpResult<Problem>>> HandleAsync(
        StartRollout body, HttpRequest request, IGrainFactory grains, VisibleFleet fleet, Caller caller, AuditNote note)
    {
        var query = new QueryReader(request.Query);
        var (dryRun, save) = (query.Flag("dryRun") ?? false, query.Flag("save") ?? false);
        if (dryRun && save) query.Fault("save", "save keeps the plan and dryRun keeps nothing: give one of the two.");
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);
        if (string.IsNullOrWhiteSpace(body.Content)) return ProblemResults.Invalid([new FieldError("#/content", null, "content is missing: send a rollout, kind: Rollout.")]);
        var (plan, errors) = await RolloutPlanner.PlanAsync(body.Content, string.IsNullOrWhiteSpace(body.File) ? "rollout" : body.File, caller.Name, grains, fleet);
        if (plan is null) return ProblemResults.Invalid([.. errors]);
        if (dryRun) return TypedResults.Ok(RolloutState.First(new RolloutEvent.Planned(fleet.Now, plan)).ToWire([], units: true));

        var rollout = grains.GetGrain<IRolloutGrain>(plan.Name);
        switch (save ? await rollout.Plan(plan, body.Content) : await rollout.Start(plan, body.Content, caller.Name))
        {
            case RolloutOutcome.Done done:
                note.After = new JsonObject
                {
                    ["rollout"] = plan.Name,
                    ["target"] = plan.Target,
                    ["registries"] = plan.Stages.Sum(stage => stage.Units.Length),
                    ["phase"] = done.Status.State.Phase.ToString(),
                };
                return TypedResults.Ok(done.Status.State.ToWire(done.Status.Blockers, units: true));
            case RolloutOutcome.Refused refused:
                return ProblemResults.Conflict("rollout-exists", save ? "The plan cannot be kept" : "The rollout cannot be started", refused.Reason);
            default:
                throw new InvalidOperationException("A rollout starts or is refused.");
        }
    }
}
