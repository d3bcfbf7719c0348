using Fleet.Api.V1;
using Fleet.Domain.Releases;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Releases;

/// <summary>Which upgrades lead from one release to another.</summary>
internal static class GetReleasePath
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/releases/path", HandleAsync).RequiresIdentity()
            .WithName("getReleasePath").WithTags("releases").WithSummary("Find the upgrades from one release to another")
            .WithDescription("The fewest upgrades over all channels. That there is none is a 409, whose detail says what comes nearest.")
            .TakesQuery(("from", "string", "The version that runs, for example 3.6.1."), ("to", "string", "The version to arrive at."))
            .Problems(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status409Conflict, StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ReleasePath>, JsonHttpResult<Problem>>> HandleAsync(HttpRequest request, IGrainFactory grains)
    {
        var query = new QueryReader(request.Query);
        var (from, to) = (Version(query, "from"), Version(query, "to"));
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        var graph = (await grains.GetCatalog().Get()).Catalog.Graph;
        return graph.Path(from, to) switch
        {
            UpgradePath.Found found => TypedResults.Ok(new ReleasePath(from.ToString(), to.ToString(), [.. found.Steps.Select(step => step.ToWire())])),
            UpgradePath.None none => ProblemResults.Conflict("no-upgrade-path", "No upgrades lead there", none.Reason + "."),
            _ => throw new InvalidOperationException("A path is found or not."),
        };
    }

    private static ReleaseVersion Version(QueryReader query, string name)
    {
        var text = query.Text(name);
        if (!ReleaseVersion.TryParse(text, null, out var version))
            query.Fault(name, text is null ? $"'{name}' is missing: name a version, for example 3.7.11." : $"'{name}' is '{text}', which is no version: write one such as 3.7.11.");
        return version;
    }
}
