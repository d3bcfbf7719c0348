using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Operations;

/// <summary>What is being done to registries.</summary>
internal static class ListOperations
{
    public static void Map(IEndpointRouteBuilder routes) =>
        ListRegistries.MapList(routes, "/operations", RegistrySelection.UnderWay, registry => registry.ToOperation()!)
            .WithName("listOperations").WithTags("operations").WithSummary("List the installs, upgrades, migrations and changes that are under way");
}
