using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Status;
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
        MapList(routes, "/registries", RegistrySelection.All, registry => registry.ToWire()).WithName("listRegistries").WithTags("registries").WithSummary("List registries");

    /// <summary>A list of what is said of registries, one item for each that is selected.</summary>
    public static RouteHandlerBuilder MapList<TWire>(IEndpointRouteBuilder routes, string path, RegistrySelection selection, Func<RegistryReading, TWire> toWire) =>
        routes.MapGet(path, (HttpRequest request, VisibleFleet fleet) => Handle(request, fleet, selection, toWire)).Requires(Role.Viewer, Reach.Filtered)
            .TakesQuery(
            [
                .. Filter,
                RegistrySort.Parameter,
                ("limit", "integer", "Most items on a page, 1 to 1000; 500 by default."),
                ("continue", "string", "The `continue` of the page before."),
            ])
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static Results<Ok<ItemList<TWire>>, JsonHttpResult<Problem>> Handle<TWire>(HttpRequest request, VisibleFleet fleet, RegistrySelection selection, Func<RegistryReading, TWire> toWire)
    {
        var query = new QueryReader(request.Query);
        var (filter, sort, page) = (RegistryFilter.Read(query) with { Only = selection }, RegistrySort.Read(query), Page.Read(query));
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        var items = sort.Page(page, query, fleet, filter, toWire);
        return query.Faults is { IsEmpty: false } foreign ? ProblemResults.BadRequest(foreign) : TypedResults.Ok(items);
    }
}
