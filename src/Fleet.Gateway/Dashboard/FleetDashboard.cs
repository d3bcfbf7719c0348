using Fleet.Gateway.Dashboard.Registries;
using Fleet.Gateway.Dashboard.Sessions;
using Fleet.Gateway.Security.Oidc;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Fleet.Gateway.Dashboard;

/// <summary>The pages, served by the gateway beside the API.</summary>
public static class FleetDashboard
{
    /// <summary>After <see cref="FleetGateway.AddFleetGateway"/>.</summary>
    /// <param name="adminTokenHash">What all gateways of a fleet have in common: what browsers keep for it is encrypted with a key that follows from it.</param>
    /// <param name="oidc">Where people may sign in besides; null for nowhere.</param>
    public static IServiceCollection AddFleetDashboard(this IServiceCollection services, byte[] adminTokenHash, OidcOptions? oidc = null)
    {
        services.AddSingleton(new SessionSeal(adminTokenHash, "quay-fleet dashboard session"));
        if (oidc is { Client: { } client }) OidcSignIn.Add(services, adminTokenHash, oidc, client);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddMudServices();
        services.AddHttpClient();
        services.AddScoped<FleetPulse>();
        services.AddScoped<OwnApi>();
        services.AddScoped<Favourites>();
        return services;
    }

    /// <summary>Before the gateway's authentication: cookies become tokens.</summary>
    internal static void UseSessions(this WebApplication app)
    {
        if (app.Services.GetService<SessionSeal>() is not null) app.UseMiddleware<SessionCookie>();
    }

    /// <summary>After <see cref="FleetGateway.MapFleetGateway"/>.</summary>
    public static WebApplication MapFleetDashboard(this WebApplication app)
    {
        app.UseMiddleware<SessionGate>();
        app.UseAntiforgery();
        // Hosted by anything but the server, a test for one, it has no files of its own.
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, $"{app.Environment.ApplicationName}.staticwebassets.endpoints.json"))) app.MapStaticAssets().AllowAnonymous();
        SignIn.Map(app);
        OidcSignIn.Map(app);
        // The gate of the API lets them by; the session's asks who it is, and pages show what that caller may see.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AllowAnonymous().WithMetadata(new NeedsSession());
        return app;
    }
}
