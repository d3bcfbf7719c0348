using System.Text.Json.Serialization;
using Fleet.Api.V1;
using Fleet.Gateway.Features.Catalogs;
using Fleet.Gateway.Features.Clusters;
using Fleet.Gateway.Features.Fleet;
using Fleet.Gateway.Features.Health;
using Fleet.Gateway.Features.Registries;
using Fleet.Gateway.Features.Releases;
using Fleet.Gateway.Features.Watch;
using Fleet.Gateway.OpenApi;
using Fleet.Gateway.Problems;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
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
    public static IServiceCollection AddFleetGateway(this IServiceCollection services, byte[] adminTokenHash)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FleetView>();
        services.AddSingleton<FleetFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetFollower>());
        services.AddFleetAuthentication(adminTokenHash);
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddHealthChecks();
        services.AddFleetDocument();
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

    /// <summary>Everything that is served; what is not expressly public needs a token.</summary>
    public static WebApplication MapFleetGateway(this WebApplication app)
    {
        app.UseStatusCodePages(context => StatusProblems.Of(context.HttpContext).ExecuteAsync(context.HttpContext));
        app.UseExceptionHandler(_ => { });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();

        GetHealth.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        var v1 = app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, CompletePicture>();
        v1.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status503ServiceUnavailable, typeof(Problem), [ProblemResults.ContentType]));
        GetFleet.Map(v1);
        ListClusters.Map(v1);
        GetCluster.Map(v1);
        AddClusterEndpoint.Map(v1);
        RemoveCluster.Map(v1);
        PauseCluster.Map(v1);
        TakeOverCluster.Map(v1);
        RotateCluster.Map(v1);
        ListRegistries.Map(v1);
        GetRegistry.Map(v1);
        ListComponents.Map(v1);
        ListEvents.Map(v1);
        ListReleases.Map(v1);
        GetReleasePath.Map(v1);
        ImportCatalogEndpoint.Map(v1);
        WatchFleet.Map(v1);
        return app;
    }
}
