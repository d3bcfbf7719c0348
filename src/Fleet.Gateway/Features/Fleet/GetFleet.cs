using System.Collections.Immutable;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Fleet;

/// <summary>The fleet in numbers.</summary>
internal static class GetFleet
{
    private const string ByLabel = "by-label";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/fleet", HandleAsync).Requires(Role.Viewer, Reach.Filtered)
            .WithName("getFleet").WithTags("fleet").WithSummary("Totals of the fleet, or of what of it the caller may see")
            .TakesQuery((ByLabel, "string", "A label of clusters, for example ring: counts registries by its values too."))
            .Problems(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<FleetOverview>, JsonHttpResult<Problem>>> HandleAsync(HttpRequest request, VisibleFleet fleet, IGrainFactory grains)
    {
        var query = new QueryReader(request.Query);
        var label = query.Text(ByLabel);
        if (label is not null && LabelRules.Problem(label, "") is { } problem) query.Fault(ByLabel, problem);
        if (query.Faults is { IsEmpty: false } faults) return ProblemResults.BadRequest(faults);

        var now = fleet.Now;
        ImmutableArray<ClusterReading> clusters = [.. fleet.ReadClusters(now)];
        ImmutableArray<RegistryReading> registries = [.. fleet.ReadRegistries(now)];
        var overview = FleetTotals.Of(clusters, registries).ToWire(FleetBreakdown.Of(clusters, registries, label));
        return TypedResults.Ok(overview with { Stopped = (await grains.GetCatalog().GetStop())?.ToWire() });
    }
}
