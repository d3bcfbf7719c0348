using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Gateway.Security.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Tokens;

/// <summary>The API tokens, without the tokens themselves.</summary>
internal static class ListTokens
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tokens", ListAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("listTokens").WithTags("access").WithSummary("List API tokens")
            .Problems(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);
        routes.MapGet("/tokens/{name}", GetAsync).Requires(Role.Admin, Reach.Fleet)
            .WithName("getToken").WithTags("access").WithSummary("Get an API token")
            .Problems(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);
    }

    // At most a thousand, and short: one page.
    private static async Task<Ok<ItemList<ApiToken>>> ListAsync(IApiTokenStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var tokens = await store.ListAsync(cancellationToken);
        return TypedResults.Ok(new ItemList<ApiToken>([.. tokens.Select(token => token.ToWire(time.GetUtcNow()))], null, tokens.Count));
    }

    private static async Task<Results<Ok<ApiToken>, JsonHttpResult<Problem>>> GetAsync(
        string name, IApiTokenStore store, TimeProvider time, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is { } token ? TypedResults.Ok(token.ToWire(time.GetUtcNow())) : TokenReading.NotFound(name);
}
