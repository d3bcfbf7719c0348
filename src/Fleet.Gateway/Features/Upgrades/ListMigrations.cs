using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Upgrades;

/// <summary>The schema migrations of a registry, as far as they are remembered.</summary>
internal static class ListMigrations
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(RegistryRoute.Pattern + "/migrations", HandleAsync).Requires(Role.Viewer, Reach.Cluster)
            .WithName("listMigrations").WithTags("upgrades").WithSummary("List the schema migrations of a registry, newest first")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ItemList<Migration>>, JsonHttpResult<Problem>>> HandleAsync(
        string cluster, string @namespace, string name, IGrainFactory grains, VisibleFleet fleet)
    {
        if (!new RegistryRoute(cluster, @namespace, name).TryRead(out var key, out var problem)) return problem!;
        if (fleet.ReadRegistry(key, fleet.Now) is null) return ProblemResults.RegistryNotFound(key);
        var migrations = await grains.GetGrain<IRegistryGrain>(key.ToString()).Migrations();
        return TypedResults.Ok(new ItemList<Migration>([.. migrations.Select(TranslateUpgrades.ToWire)], null, migrations.Length));
    }
}
