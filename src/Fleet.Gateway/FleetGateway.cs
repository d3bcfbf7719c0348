using System.Text.Json.Serialization;
using Fleet.Api.V1;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Dashboard;
using Fleet.Gateway.Features.Access;
using Fleet.Gateway.Features.Audit;
using Fleet.Gateway.Features.Catalogs;
using Fleet.Gateway.Features.Clusters;
using Fleet.Gateway.Features.Fleet;
using Fleet.Gateway.Features.Health;
using Fleet.Gateway.Features.Operations;
using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.Features.Releases;
using Fleet.Gateway.Features.Rollouts;
using Fleet.Gateway.Features.Tokens;
using Fleet.Gateway.Features.Upgrades;
using Fleet.Gateway.Features.Watch;
using Fleet.Gateway.Features.Webhooks;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Retrying;
using Fleet.Gateway.Security;
using Fleet.Gateway.Security.Oidc;
using Fleet.Gateway.Security.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fleet.Gateway;

/// <summary>The HTTP API of a fleet. Needs an Orleans client, or a silo, in the same services.</summary>
public static class FleetGateway
{
    /// <param name="adminTokenHash">SHA-256 of the token whose bearer may do everything.</param>
    /// <param name="oidc">Whose signed tokens are accepted besides; null for nobody's.</param>
    /// <param name="limits">What one caller may ask of this gateway; null for the default.</param>
    /// <param name="auditDays">How long the audit is kept, from 1 on; null for good.</param>
    /// <remarks>An <see cref="IAuditStore"/>, an <see cref="IApiTokenStore"/> and an <see cref="IRequestKeyStore"/> have to be registered as well.</remarks>
    public static IServiceCollection AddFleetGateway(this IServiceCollection services, byte[] adminTokenHash, OidcOptions? oidc = null, CallerLimits? limits = null, int? auditDays = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FleetView>();
        services.AddSingleton<FleetFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetFollower>());
        services.AddHostedService<FleetMetrics>();
        services.AddFleetAuthentication(adminTokenHash, oidc);
        services.AddCallerLimits(limits ?? CallerLimits.Default);
        services.AddSingleton<AuditWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditWriter>());
        services.AddSingleton(new AuditKeeping(auditDays));
        services.AddSingleton<AuditRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditRetention>());
        services.AddSingleton(new RequestSeal(adminTokenHash));
        services.AddSingleton<DeniedAttempts>();
        services.AddHostedService(provider => provider.GetRequiredService<DeniedAttempts>());
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddHealthChecks();
        services.AddFleetDocument();
        services.AddSingleton<WrittenRegistries>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            // A misspelt field would otherwise be ignored, and its default taken.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        return services;
    }

    /// <summary>What a process serves that is no gateway: <c>/healthz</c> and <c>/readyz</c>.</summary>
    public static void MapFleetHealth(this WebApplication app) => GetHealth.Map(app);

    /// <summary>What is about all clusters, by name: only for callers who may see every one of them.</summary>
    public static TBuilder ForWhoSeesTheFleet<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessNeed(Role.Viewer, Reach.Fleet));

    /// <summary>Everything that is served. What is not expressly public says what it needs of its caller.</summary>
    public static WebApplication MapFleetGateway(this WebApplication app)
    {
        app.UseStatusCodePages(context => StatusProblems.Of(context.HttpContext).ExecuteAsync(context.HttpContext));
        app.UseExceptionHandler(_ => { });
        app.UseRouting();
        app.UseSessions();
        app.UseAuthentication();
        app.UseMiddleware<AccessGate>();
        app.UseRateLimiter();
        app.UseMiddleware<RetriedWrites>();

        GetHealth.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        var v1 = app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, EntityTags>().AddEndpointFilter<RouteGroupBuilder, CompletePicture>()
            .AddEndpointFilter<RouteGroupBuilder, ReadableBodies>().AddEndpointFilter<RouteGroupBuilder, AuditedWrites>();
        v1.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status503ServiceUnavailable, typeof(Problem), [ProblemResults.ContentType]));
        GetFleet.Map(v1);
        SwitchFleet.Map(v1);
        ListClusters.Map(v1);
        GetCluster.Map(v1);
        AddClusterEndpoint.Map(v1);
        RemoveCluster.Map(v1);
        PauseCluster.Map(v1);
        TakeOverCluster.Map(v1);
        RotateCluster.Map(v1);
        SubscribeCluster.Map(v1);
        ChangeClusterEndpoint.Map(v1);
        SetClusterServices.Map(v1);
        SetClusterPolicy.Map(v1);
        PreflightCluster.Map(v1);
        ListRegistries.Map(v1);
        GetRegistry.Map(v1);
        GetManifest.Map(v1);
        GetDiff.Map(v1);
        CreateRegistry.Map(v1);
        EditRegistry.Map(v1);
        PauseRegistry.Map(v1);
        ReconfigureRegistryEndpoint.Map(v1);
        DeleteRegistry.Map(v1);
        ListComponents.Map(v1);
        ListEvents.Map(v1);
        ListTransitions.Map(v1);
        ListUpgrades.Map(v1);
        ListOperations.Map(v1);
        ApproveUpgradeEndpoint.Map(v1);
        ListMigrations.Map(v1);
        ListReleases.Map(v1);
        GetReleasePath.Map(v1);
        ListChannels.Map(v1);
        SetChannelApproval.Map(v1);
        ImportCatalogEndpoint.Map(v1);
        ReadRollouts.Map(v1);
        WatchRollout.Map(v1);
        StartRolloutEndpoint.Map(v1);
        StartPlannedRollout.Map(v1);
        SteerRollout.Map(v1);
        ReadWebhooks.Map(v1);
        SetWebhookEndpoint.Map(v1);
        RemoveWebhook.Map(v1);
        TestWebhook.Map(v1);
        WatchFleet.Map(v1);
        GetWhoAmI.Map(v1);
        CreateTokenEndpoint.Map(v1);
        ListTokens.Map(v1);
        RevokeToken.Map(v1);
        ListAudit.Map(v1);
        EditorCalls.Map(app);
        return app;
    }
}
