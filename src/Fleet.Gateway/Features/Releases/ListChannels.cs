using Fleet.Api.V1;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Gateway.Translation;
using Fleet.Grains.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Releases;

/// <summary>The channels of the fleet's catalog, by name.</summary>
internal static class ListChannels
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/channels", HandleAsync).RequiresIdentity()
            .WithName("listChannels").WithTags("releases").WithSummary("List channels")
            .Problems(StatusCodes.Status401Unauthorized, StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<ItemList<Channel>>> HandleAsync(IGrainFactory grains)
    {
        var catalog = await grains.GetCatalog().Get();
        return TypedResults.Ok(new ItemList<Channel>([.. catalog.Catalog.Channels.Select(channel => channel.ToWire(catalog))], null, catalog.Catalog.Channels.Length));
    }
}
