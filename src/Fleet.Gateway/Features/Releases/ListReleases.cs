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
using Release = Fleet.Api.V1.Release;

namespace Fleet.Gateway.Features.Releases;

/// <summary>The releases the fleet knows, oldest first.</summary>
internal static class ListReleases
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/releases", HandleAsync).RequiresIdentity()
            .WithName("listReleases").WithTags("releases").WithSummary("List releases")
            .TakesQuery(
                ("channel", "string", "Only of this channel."),
                ("limit", "integer", "Most items on a page, 1 to 1000; 500 by default."),
                ("continue", "string", "The `continue` of the page before."))
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ItemList<Release>>, JsonHttpResult<Problem>>> HandleAsync(HttpRequest request, IGrainFactory grains)
    {
        var query = new QueryReader(request.Query);
        var (channel, page) = (query.Text("channel"), Page.Read(query));
        if (page.After is { } token && !ReleaseVersion.TryParse(token, null, out _))
            query.Fault("continue", "This is the continue token of another list: pass the one of the page before unchanged, or none to start over.");
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        var catalog = (await grains.GetCatalog().Get()).Catalog;
        var matching = catalog.Releases
            .Where(release => channel is null || catalog.ChannelsOf(release.Version).Any(candidate => candidate.Name == channel))
            .ToList();
        return TypedResults.Ok(page.Of(
            matching,
            release => release.Version.ToString(),
            (release, after) => release.Version > ReleaseVersion.Parse(after),
            release => release.ToWire(catalog)));
    }
}
