using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Fleet.Grains.Catalog;
using Fleet.Grains.Clusters;
using Fleet.Grains.Placement;
using Fleet.Grains.Registries;
using Fleet.Grains.Rollouts;
using Fleet.Grains.Rollouts.Gates;
using Fleet.Grains.Security;
using Fleet.Grains.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Fleet.Grains;

/// <summary>What a silo needs to host the fleet's grains. The caller brings storage, <see cref="IClusterDirectory"/> and <see cref="FleetKeys"/>.</summary>
public static class FleetGrainServices
{
    public static ISiloBuilder AddFleetGrains(this ISiloBuilder silo, OperatorSettings settings)
    {
        // What was shown to grains that it puts down is shown again, see IClusterGrain.Lost.
        silo.Configure<GrainCollectionOptions>(options => options.EnableActivationSheddingOnMemoryPressure = true);
        silo.AddPlacementDirector<ClusterPlacementStrategy, ClusterPlacementDirector>();
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<ClusterHome>();
        silo.Services.AddSingleton<ProcessPulse>();
        silo.Services.AddHostedService(services => services.GetRequiredService<ProcessPulse>());
        silo.Services.AddSingleton<CatalogCopy>();
        silo.Services.AddSingleton<ClusterSessions>();
        silo.Services.AddSingleton<ClusterStarts>();
        silo.Services.AddSingleton<ClusterSessionStarter>();
        silo.Services.AddSingleton<SecretBox>();
        silo.Services.AddSingleton(ReleaseCatalog.BuiltIn);
        silo.Services.AddSingleton(settings);
        silo.Services.AddSingleton<RegistrySettings>();
        silo.Services.AddHostedService<CatalogFollower>();
        silo.Services.AddHostedService<ClusterStarter>();
        silo.Services.AddSingleton<PrometheusClient>();
        silo.Services.AddSingleton<IGateInquiry, AlertsInquiry>();
        silo.Services.AddSingleton<IGateInquiry, SmokeInquiry>();
        silo.Services.AddSingleton<IGateInquiry, PreflightInquiry>();
        silo.Services.AddHostedService<RolloutStarter>();
        silo.Services.AddSingleton<WebhookClient>();
        silo.Services.AddSingleton<WebhookSender>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, ClusterSessionsLifecycle>();
        return silo;
    }
}
