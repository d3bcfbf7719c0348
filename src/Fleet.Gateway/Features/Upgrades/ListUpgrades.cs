using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Upgrades;

/// <summary>The upgrades that wait for somebody to approve them.</summary>
internal static class ListUpgrades
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/upgrades", Handle).Requires(Role.Viewer, Reach.Filtered)
            .WithName("listUpgrades").WithTags("upgrades").WithSummary("List the upgrades that nobody has approved yet")
            .TakesQuery(
            [
                .. ListRegistries.Filter,
                RegistrySort.Parameter,
                ("limit", "integer", "Most items on a page, 1 to 1000; 500 by default."),
                ("continue", "string", "The `continue` of the page before."),
            ])
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static Results<Ok<ItemList<PendingUpgrade>>, JsonHttpResult<Problem>> Handle(HttpRequest request, VisibleFleet fleet)
    {
        var query = new QueryReader(request.Query);
        var (filter, sort, page) = (RegistryFilter.Read(query), RegistrySort.Read(query), Page.Read(query));
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        var items = sort.Page(page, query, fleet, filter with { Only = RegistrySelection.UpgradePending }, registry => registry.ToPending()!);
        return query.Faults is { IsEmpty: false } foreign ? ProblemResults.BadRequest(foreign) : TypedResults.Ok(items);
    }
}
