using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Gateway.Security;

/// <summary>Who may call: whoever holds the administrator's token. What is not expressly public needs it.</summary>
internal static class FleetAuthentication
{
    public static void AddFleetAuthentication(this IServiceCollection services, byte[] adminTokenHash)
    {
        services.AddAuthentication(BearerTokenHandler.SchemeName)
            .AddScheme<BearerTokenOptions, BearerTokenHandler>(BearerTokenHandler.SchemeName, options => options.AdminTokenHash = adminTokenHash);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
