using Fleet.Api.V1;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Features.Rollouts;

/// <summary>The path of one rollout.</summary>
internal static class RolloutRoute
{
    public const string Pattern = "/rollouts/{rollout}";

    /// <summary>Null when the name is one.</summary>
    public static JsonHttpResult<Problem>? BadName(string name) => DnsNames.IsLabel(name)
        ? null
        : ProblemResults.BadRequest([new FieldError(null, "rollout", $"'{name}' is no name of a rollout: use 1 to 63 lower-case letters, digits and '-'.")]);

    public static JsonHttpResult<Problem> NotFound(string name) => ProblemResults.NotFound("rollout", name, "GET /api/v1/rollouts (`quayfleet get rollouts`) lists those there are.");
}
