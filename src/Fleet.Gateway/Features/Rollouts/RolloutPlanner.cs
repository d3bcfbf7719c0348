using Fleet.Api.V1;
using Fleet.Domain.Rollouts;
using Fleet.Gateway.Reading;
using Fleet.Grains.Catalog;

namespace Fleet.Gateway.Features.Rollouts;

/// <summary>Resolves a rollout's text against the fleet as it is now.</summary>
internal static class RolloutPlanner
{
    /// <returns>The plan; or what is wrong with the text, or with what it asks for.</returns>
    public static async Task<(RolloutPlan? Plan, FieldError[] Errors)> PlanAsync(string content, string file, string author, IGrainFactory grains, VisibleFleet fleet)
    {
        var read = RolloutSpecReader.Read(content, file);
        if (read is SpecOutcome.Refused unread) return (null, [.. unread.Problems.Select(problem => new FieldError("#/content", null, problem.Message, problem.Line))]);
        var now = fleet.Now;
        var catalog = (await grains.GetCatalog().Get()).Catalog;
        var clusters = fleet.ReadClusters(now).ToDictionary(cluster => cluster.Summary.Name, cluster => cluster.Summary);
        var candidates = fleet.ReadRegistries(now).Select(registry => Candidate.Of(registry.Summary, clusters[registry.Summary.Key.Cluster]));
        return RolloutPlanning.Plan(((SpecOutcome.Read)read).Spec, candidates, catalog, author, now) switch
        {
            PlanOutcome.Planned planned => (planned.Plan, []),
            PlanOutcome.Refused refused => (null, [.. refused.Problems.Select(problem => new FieldError("#/content", null, problem))]),
            _ => throw new InvalidOperationException("A rollout is planned or refused."),
        };
    }
}
