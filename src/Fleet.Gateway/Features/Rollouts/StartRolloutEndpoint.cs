using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Status;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Catalog;
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
        routes.MapPost("/rollouts", HandleAsync).Requires(Role.Operator, Reach.Fleet)
            .WithName("startRollout").WithTags("rollouts").WithSummary("Start a rollout, or see what it would do")
            .WithDescription("The plan is resolved once: its stages, registries and refusals do not change any more. With dryRun nothing is started.")
            .TakesQuery(("dryRun", "boolean", "true for the plan alone."))
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status409Conflict,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Rollout>, JsonHttpResult<Problem>>> HandleAsync(
        StartRollout body, HttpRequest request, IGrainFactory grains, VisibleFleet fleet, Caller caller, AuditNote note)
    {
        var query = new QueryReader(request.Query);
        var dryRun = query.Flag("dryRun") ?? false;
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);
        if (string.IsNullOrWhiteSpace(body.Content)) return ProblemResults.Invalid([new FieldError("#/content", null, "content is missing: send a rollout, kind: Rollout.")]);
        var read = RolloutSpecReader.Read(body.Content, string.IsNullOrWhiteSpace(body.File) ? "rollout" : body.File);
        if (read is SpecOutcome.Refused unread) return ProblemResults.Invalid([.. unread.Problems.Select(problem => new FieldError("#/content", null, problem.Message, problem.Line))]);

        var now = fleet.Now;
        var catalog = (await grains.GetCatalog().Get()).Catalog;
        var clusters = fleet.ReadClusters(now).ToDictionary(cluster => cluster.Summary.Name, cluster => cluster.Summary);
        switch (RolloutPlanning.Plan(((SpecOutcome.Read)read).Spec, fleet.ReadRegistries(now).Select(registry => Candidate(registry, clusters[registry.Summary.Key.Cluster])), catalog, caller.Name, now))
        {
            case PlanOutcome.Refused refused:
                return ProblemResults.Invalid([.. refused.Problems.Select(problem => new FieldError("#/content", null, problem))]);
            case PlanOutcome.Planned { Plan: var plan } when dryRun:
                return TypedResults.Ok(RolloutState.First(new RolloutEvent.Planned(now, plan)).ToWire([], units: true));
            case PlanOutcome.Planned { Plan: var plan }:
                switch (await grains.GetGrain<IRolloutGrain>(plan.Name).Start(plan, caller.Name))
                {
                    case RolloutOutcome.Done done:
                        note.After = new JsonObject { ["rollout"] = plan.Name, ["target"] = plan.Target, ["registries"] = plan.Stages.Sum(stage => stage.Units.Length) };
                        return TypedResults.Ok(done.Status.State.ToWire(done.Status.Blockers, units: true));
                    case RolloutOutcome.Refused refused:
                        return ProblemResults.Conflict("rollout-exists", "The rollout cannot be started", refused.Reason);
                    default:
                        throw new InvalidOperationException("A rollout starts or is refused.");
                }
            default:
                throw new InvalidOperationException("A rollout is planned or refused.");
        }
    }

    private static Candidate Candidate(RegistryReading registry, ClusterSummary cluster) => new(
        registry.Summary.Key,
        registry.Summary.Uid,
        registry.Summary.CurrentVersion,
        cluster.Mode,
        cluster.Features?.KubernetesVersion,
        registry.Label,
        cluster.Labels.GetValueOrDefault,
        registry.Summary.LastMigration?.Duration);
}
