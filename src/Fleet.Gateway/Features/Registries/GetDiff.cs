using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Releases;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Registries;

/// <summary>What is desired of a registry, beside what its cluster has.</summary>
internal static class GetDiff
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RegistryRoute.Pattern + "/diff", HandleAsync).Requires(Role.Viewer, Reach.Cluster)
            .WithName("getDiff").WithTags("registries").WithSummary("Get what a pass would change of a registry, object by object and field by field")
            .WithDescription("Every object is rendered and tried in a dry run of its cluster's API server; nothing is written. 503 when the cluster does not answer or is not written to. Contents of Secrets are not shown.")
            .TakesQuery(("version", "string", "As if it were to run this version; as the one it is meant to run when absent."))
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<RegistryDiff>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, HttpRequest request, IGrainFactory grains, VisibleFleet fleet)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        var query = new QueryReader(request.Query);
        var version = query.Text("version");
        if (version is not null && !ReleaseVersion.TryParse(version, null, out _)) query.Fault("version", $"version '{version}' is none: write MAJOR.MINOR.PATCH, for example 3.7.11.");
        if (query.Faults is { IsEmpty: false } unread) return ProblemResults.BadRequest(unread);
        if (fleet.ReadRegistry(key, fleet.Now) is null) return ProblemResults.RegistryNotFound(key);
        var answer = await grains.GetGrain<IRegistryGrain>(key.ToString()).Diff(version);
        return answer.Diff is { } diff ? TypedResults.Ok(diff.ToWire()) : ProblemResults.Unavailable($"It cannot be told what a pass would change of {key}: {answer.Problem}.");
    }
}
