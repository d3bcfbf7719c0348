using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay.Editing;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Features.Clusters;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Registries;

/// <summary>Creates a registry in a cluster.</summary>
internal static class CreateRegistry
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/clusters/{cluster}/registries", HandleAsync).Requires(Role.Operator, Reach.Cluster)
            .WithMetadata(new RequestSizeLimitAttribute(RegistryWrites.LargestBody), new NamedInBody(Resource))
            .WithName("createRegistry").WithTags("registries").WithSummary("Create a registry")
            .WithDescription("The body is a QuayRegistry. It is applied to the cluster under the field manager quay-fleet-api; the namespace and the bundle Secret have to be there.")
            .TakesQuery(RegistryWrites.DryRun)
            .WriteProblems();

    private static async Task<Results<Ok<RegistryChange>, Created<RegistryChange>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, JsonObject body, HttpContext http, IGrainFactory grains, VisibleFleet fleet, FleetView view, AuditNote note, CancellationToken cancellationToken)
    {
        if (!ClusterName.TryParse(cluster, null, out var name)) return ClusterFaults.BadName(cluster);
        var query = new QueryReader(http.Request.Query);
        var dryRun = query.Flag("dryRun") ?? false;
        if (query.Faults is { IsEmpty: false } unread) return ProblemResults.BadRequest(unread);
        if (RegistryWrites.NotThere(fleet, name) is { } missing) return missing;
        if (ManifestCheck.Shape(body, null) is { IsEmpty: false } faults) return RegistryWrites.Faulty(faults);

        var key = ManifestCheck.KeyOf(body, name);
        var answer = await RegistryWrites.CarryOutAsync(key, new RegistryWrite(RegistryWriteVerb.Create, body.ToJsonString(), null, null, dryRun, Force: false), grains, http.Response, note);
        if (answer.Result is Created<RegistryChange>) await view.ShowsAsync(picture => picture.Registries.ContainsKey(key), cancellationToken);
        return answer;
    }

    private static string? Resource(EndpointFilterInvocationContext context) =>
        context.Arguments.OfType<JsonObject>().FirstOrDefault() is { } body && ManifestCheck.Shape(body, null).IsEmpty
        && ClusterName.TryParse(context.HttpContext.Request.RouteValues["cluster"] as string, null, out var cluster)
            ? $"registry/{ManifestCheck.KeyOf(body, cluster)}"
            : null;
}
