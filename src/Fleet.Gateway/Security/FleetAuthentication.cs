using Fleet.Gateway.Security.Oidc;
using Fleet.Gateway.Security.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Gateway.Security;

/// <summary>How callers are known. What they may do is the <see cref="AccessGate"/>'s.</summary>
internal static class FleetAuthentication
{
    private const string Either = "Either";

    public static void AddFleetAuthentication(this IServiceCollection services, byte[] adminTokenHash, OidcOptions? oidc)
    {
        services.AddSingleton<KnownTokens>();
        services.AddHostedService(provider => provider.GetRequiredService<KnownTokens>());
        var authentication = services.AddAuthentication(Either)
            .AddScheme<BearerTokenOptions, BearerTokenHandler>(BearerTokenHandler.SchemeName, options => options.AdminTokenHash = adminTokenHash)
            .AddPolicyScheme(Either, null, options =>
            {
                options.ForwardDefaultSelector = context =>
                    oidc is not null && OidcAuthentication.LooksLikeOne(BearerTokenHandler.Read(context.Request))
                        ? OidcAuthentication.SchemeName
                        : BearerTokenHandler.SchemeName;
                // One challenge, which tells nothing about why.
                options.ForwardChallenge = BearerTokenHandler.SchemeName;
            });
        if (oidc is not null) authentication.AddFleetOidc(oidc);
    }
}
