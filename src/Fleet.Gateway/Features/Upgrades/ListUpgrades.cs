using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Upgrades;

/// <summary>The upgrades that wait for somebody to approve them.</summary>
internal static class ListUpgrades
{
    public static void Map(IEndpointRouteBuilder routes) =>
        ListRegistries.MapList(routes, "/upgrades", RegistrySelection.UpgradePending, registry => registry.ToPending()!)
            .WithName("listUpgrades").WithTags("upgrades").WithSummary("List the upgrades that nobody has approved yet");
}
