using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Gateway.Security.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fleet.Gateway.Security;

/// <summary>Knows a caller by the token in <c>Authorization: Bearer</c> (RFC 6750): the administrator's, or an API token.</summary>
internal sealed class BearerTokenHandler(IOptionsMonitor<BearerTokenOptions> options, ILoggerFactory logger, UrlEncoder encoder, KnownTokens tokens)
    : AuthenticationHandler<BearerTokenOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    private const string Prefix = "Bearer ";

    private static readonly Caller Admin = new("admin", Caller.AdminToken, [new Grant(Role.Admin, LabelSelector.Everything)]);

    /// <summary>The token of a request; null when it brings none.</summary>
    public static string? Read(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Read(Request) is not { } token) return AuthenticateResult.NoResult();
        return await FindAsync(token) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new CallerIdentity(caller, SchemeName)), SchemeName))
            : AuthenticateResult.Fail("The token is not known.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var presented = Read(Request) is not null;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = presented ? "Bearer realm=\"quay-fleet\", error=\"invalid_token\"" : "Bearer realm=\"quay-fleet\"";
        return Task.CompletedTask;
    }

    private async ValueTask<Caller?> FindAsync(string token)
    {
        // Hashes have one length, so neither content nor length shows in the time the comparison takes.
        if (CryptographicOperations.FixedTimeEquals(ApiTokens.Hash(token), Options.AdminTokenHash)) return Admin;
        if (!token.StartsWith(ApiTokens.Prefix, StringComparison.Ordinal)) return null;
        if (await tokens.FindAsync(token, Context.RequestAborted) is not { } known) return null;
        return new Caller(
            "token/" + known.Name,
            Caller.ApiToken,
            ApiTokens.GrantsOf(known),
            known.ExpiresAt,
            async cancellationToken => await tokens.FindAsync(token, cancellationToken) is not null);
    }
}
