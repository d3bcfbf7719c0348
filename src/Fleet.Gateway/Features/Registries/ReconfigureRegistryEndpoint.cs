using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Registries;

/// <summary>Gives a registry a new configuration, as its config editor would.</summary>
internal static class ReconfigureRegistryEndpoint
{
    /// <summary>A bundle has to fit into a Secret, of at most 1 MiB, and files come in base64.</summary>
    public const int LargestBody = 2 << 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(RegistryRoute.Pattern + "/reconfigure", HandleAsync).Requires(Role.Operator, Reach.Cluster)
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody))
            .WithName("reconfigureRegistry").WithTags("registries").WithSummary("Give a registry a new configuration")
            .WithDescription(
                "Makes a new bundle Secret and has the registry name it; the one before stays, to go back to. The configuration takes the place of config.yaml, but for settings of managed "
                + "components, which stay as they were in the bundle; files that are not sent stay too. What is managed is not changed.")
            .WriteProblems();

    private static async Task<Results<Ok<RegistryChange>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, ReconfigureRegistry body, IGrainFactory grains, VisibleFleet fleet, AuditNote note)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        if (RegistryWrites.NotThere(fleet, key.Cluster) is { } missing) return missing;
        var (change, failed) = await RegistryWrites.ReconfigureAsync(key, body, grains, note);
        return failed is null ? TypedResults.Ok(change!) : failed;
    }
}
