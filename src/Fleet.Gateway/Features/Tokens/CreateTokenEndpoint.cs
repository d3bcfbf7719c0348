using System.Collections.Immutable;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security;
using Fleet.Gateway.Security.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Features.Tokens;

/// <summary>Makes an API token and shows it, once.</summary>
internal static class CreateTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/tokens", HandleAsync).Requires(Role.Admin, Reach.Fleet).NamedInBody<CreateToken>("token", body => body.Name)
            .WithName("createToken").WithTags("access").WithSummary("Create an API token")
            .WithDescription("The answer holds the token; it is kept nowhere and cannot be shown again.")
            .Problems(
                StatusCodes.Status400BadRequest,
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status409Conflict,
                StatusCodes.Status422UnprocessableEntity,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<CreatedToken>, JsonHttpResult<Problem>>> HandleAsync(
        CreateToken body, Caller caller, IApiTokenStore store, AuditNote note, HttpContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (TokenFaults.Of(body, now).ToImmutableArray() is { IsEmpty: false } faults) return ProblemResults.Invalid(faults);

        // It was read above: kept is its one way of being written.
        var clusters = LabelSelector.TryParse(body.Clusters ?? "", out var selector, out _) ? selector.ToString() : throw new InvalidOperationException("clusters");
        var text = ApiTokens.New();
        var token = new StoredToken(
            body.Name!, ApiTokens.Hash(text), string.Join(',', body.Roles!.Distinct()), clusters, caller.Name, now, body.ExpiresAt!.Value.ToUniversalTime(), null);
        if (!await store.AddAsync(token, ApiTokens.Most, cancellationToken))
            return ProblemResults.Conflict(
                "token-exists",
                "The token cannot be added",
                $"There is a token '{token.Name}', or there are {ApiTokens.Most} tokens: revoke those that are not needed, or choose another name.");
        note.After = token.ToAudit();
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/tokens/{token.Name}", new CreatedToken(text, token.ToWire(now)));
    }
}
