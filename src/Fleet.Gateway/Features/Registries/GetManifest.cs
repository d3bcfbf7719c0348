using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Registries;

/// <summary>The QuayRegistry of a registry, read from its cluster now.</summary>
internal static class GetManifest
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RegistryRoute.Pattern + "/manifest", HandleAsync).Requires(Role.Viewer, Reach.Cluster)
            .WithName("getManifest").WithTags("registries").WithSummary("Get the QuayRegistry of a registry, to edit it")
            .WithDescription("Read from the cluster on demand: 503 when it does not answer. Values of environment variables are not shown. Its ETag is what If-Match takes.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<JsonObject>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, HttpResponse response, IGrainFactory grains, VisibleFleet fleet)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        if (RegistryWrites.NotThere(fleet, key.Cluster) is { } missing) return missing;
        var answer = await grains.GetGrain<IRegistryGrain>(key.ToString()).Manifest();
        if (answer.Problem is { } unread) return ProblemResults.Unavailable($"The QuayRegistry of {key} cannot be read: {unread}");
        if (answer.Manifest is not { } text) return ProblemResults.RegistryNotFound(key);
        var manifest = (JsonObject)JsonNode.Parse(text)!;
        response.Headers.ETag = RegistryWrites.TagOf((string)manifest["metadata"]!["uid"]!, (string)manifest["metadata"]!["resourceVersion"]!);
        return TypedResults.Ok(manifest);
    }
}
