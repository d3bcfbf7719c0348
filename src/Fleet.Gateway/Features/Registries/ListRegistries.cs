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

namespace Fleet.Gateway.Features.Registries;

/// <summary>The registries of the fleet.</summary>
internal static class ListRegistries
{
    /// <summary>The parameters of a <see cref="RegistryFilter"/>.</summary>
    public static readonly (string Name, string Type, string Description)[] Filter =
    [
        ("cluster", "string", "Only of this cluster."),
        ("namespace", "string", "Only in this namespace."),
        ("name", "string", "Only of this name."),
        ("currentVersion", "string", "Only those on this version."),
        ("targetVersion", "string", "Only those meant to run this version."),
        ("available", "boolean", "Only those last seen available, or not."),
        ("freshness", "string", "live, stale, unreachable or unauthorised."),
        ("labels", "string", "Label selector over the registry's and its cluster's labels, for example ring=canary."),
        ("q", "string", "Free text: part of a key, version, endpoint or blocker."),
    ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/registries", Handle).Requires(Role.Viewer, Reach.Filtered)
            .WithName("listRegistries").WithTags("registries").WithSummary("List registries")
            .TakesQuery(
            [
                .. Filter,
                RegistrySort.Parameter,
                ("limit", "integer", "Most items on a page, 1 to 1000; 500 by default."),
                ("continue", "string", "The `continue` of the page before."),
            ])
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static Results<Ok<ItemList<Registry>>, JsonHttpResult<Problem>> Handle(HttpRequest request, VisibleFleet fleet)
    {
        var query = new QueryReader(request.Query);
        var (filter, sort, page) = (RegistryFilter.Read(query), RegistrySort.Read(query), Page.Read(query));
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        var items = sort.Page(page, query, fleet, filter, registry => registry.ToWire());
        return query.Faults is { IsEmpty: false } foreign ? ProblemResults.BadRequest(foreign) : TypedResults.Ok(items);
    }
}
