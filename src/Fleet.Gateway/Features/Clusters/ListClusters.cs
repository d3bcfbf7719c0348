using Fleet.Api.V1;
using Fleet.Domain.Access;
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

namespace Fleet.Gateway.Features.Clusters;

/// <summary>The member clusters.</summary>
internal static class ListClusters
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/clusters", Handle).Requires(Role.Viewer, Reach.Filtered)
            .WithName("listClusters").WithTags("clusters").WithSummary("List clusters")
            .TakesQuery(
                ("labels", "string", "Label selector, for example ring=canary,region!=eu."),
                ("mode", "string", "observe, reconcile or olm."),
                ("freshness", "string", "live, stale, unreachable or unauthorised."),
                ("paused", "boolean", "Only those that are paused, or not."),
                ("q", "string", "Free text: part of a name, endpoint or state message."),
                ClusterSort.Parameter,
                ("limit", "integer", "Most items on a page, 1 to 1000; 500 by default."),
                ("continue", "string", "The `continue` of the page before."))
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static Results<Ok<ItemList<Cluster>>, JsonHttpResult<Problem>> Handle(HttpRequest request, VisibleFleet fleet)
    {
        var query = new QueryReader(request.Query);
        var (filter, sort, page) = (ClusterFilter.Read(query), ClusterSort.Read(query), Page.Read(query));
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        var matching = fleet.ReadClusters(fleet.Now).Where(filter.Matches).ToList();
        var items = sort.Page(page, query, matching, cluster => cluster.ToWire());
        return query.Faults is { IsEmpty: false } foreign ? ProblemResults.BadRequest(foreign) : TypedResults.Ok(items);
    }
}
