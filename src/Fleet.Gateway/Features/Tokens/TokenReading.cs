using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Security.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Features.Tokens;

/// <summary>Stored tokens as the API and the audit show them: without their hash.</summary>
internal static class TokenReading
{
    public static ApiToken ToWire(this StoredToken token, DateTimeOffset now) => new(
        token.Name, token.Roles.Split(','), token.Clusters, token.CreatedBy, token.CreatedAt, token.ExpiresAt, token.ExpiresAt <= now, token.LastUsedAt);

    public static JsonObject ToAudit(this StoredToken token) => new()
    {
        ["roles"] = token.Roles,
        ["clusters"] = token.Clusters,
        ["expiresAt"] = token.ExpiresAt,
    };

    public static JsonHttpResult<Problem> NotFound(string name) => ProblemResults.NotFound("token", name, "GET /api/v1/tokens (`quayfleet token list`) lists those that there are.");
}
