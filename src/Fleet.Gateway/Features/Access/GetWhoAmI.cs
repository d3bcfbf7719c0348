using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Access;

/// <summary>Who the server takes the caller for.</summary>
internal static class GetWhoAmI
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/whoami", Handle).RequiresIdentity()
            .WithName("whoAmI").WithTags("access").WithSummary("Who the caller is, and what they may do")
            .Problems(StatusCodes.Status401Unauthorized);

    private static Ok<WhoAmI> Handle(Caller caller) => TypedResults.Ok(new WhoAmI(
        caller.Name, caller.Kind, [.. caller.Grants.Select(grant => new RoleGrant(grant.Role.Name(), grant.Clusters.ToString()))], caller.ExpiresAt));
}
