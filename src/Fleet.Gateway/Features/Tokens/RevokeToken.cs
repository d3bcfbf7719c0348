using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Gateway.Security.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Tokens;

/// <summary>Ends an API token before its time.</summary>
internal static class RevokeToken
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/tokens/{name}", HandleAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("revokeToken").WithTags("access").WithSummary("Revoke an API token")
            .WithDescription("This server refuses it at once, every other within seconds; open watches of its bearer end.")
            .Problems(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ApiToken>, JsonHttpResult<Problem>>> HandleAsync(
        string name, IApiTokenStore store, KnownTokens known, AuditNote note, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await store.RemoveAsync(name, cancellationToken) is not { } removed) return TokenReading.NotFound(name);
        known.Forget();
        note.Before = removed.ToAudit();
        return TypedResults.Ok(removed.ToWire(time.GetUtcNow()));
    }
}
