using System.Net;
using Fleet.Domain.Quay.Rendering;
using Fleet.Gateway;
using Fleet.Grains;
using Fleet.Grains.Clusters;
using Fleet.Grains.Security;
using Fleet.Silo.Simulation;
using Fleet.Silo.Storage;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Fleet.Silo.Hosting;

/// <summary>Silo, gateway and embedded store in one process.</summary>
internal static class Server
{
    private const int BadUsage = 2;
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (!DataDirectory.TryOpen(options.Data, out var data, out var problem))
        {
            await Console.Error.WriteLineAsync(problem);
            return BadUsage;
        }
        using (data)
        {
            await using var store = EmbeddedStore.Open(data.Database);
            var keys = new FleetKeys(data.MasterKey(), await FleetIdentity.EnsureAsync(store));
            await using var app = Build(options, data, store, keys);
            // Its clusters answer before the fleet connects to them.
            await using var simulated = options.Simulation is { } simulation
                ? await SimulatedClusters.StartAsync(simulation, data, app.Services.GetRequiredService<ILoggerFactory>(), cancellationToken)
                : null;
            await app.StartAsync(cancellationToken);
            if (simulated is not null) await simulated.RegisterAsync(app.Services.GetRequiredService<IGrainFactory>());
            await Console.Out.WriteLineAsync(
                $"""

                {simulated?.Greeting ?? SimulatedClusters.NoneGreeting}
                Address  {string.Join(' ', app.Urls)}
                Token    {data.AdminToken}
                """);
            await app.WaitForShutdownAsync(cancellationToken);
        }
        return 0;
    }

    /// <summary>Everything but opening the data folder; the caller starts and stops it.</summary>
    public static WebApplication Build(ServerOptions options, DataDirectory data, EmbeddedStore store, FleetKeys keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Polly", LogLevel.Error)
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
        builder.Services.Configure<ClusterAccessOptions>(access => access.AllowExec = options.AllowExec);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton<IClusterDirectory, EmbeddedClusterDirectory>();
        builder.Services.AddKeyedSingleton<IGrainStorage, EmbeddedGrainStorage>("Default");
        builder.Services.AddSingleton<IGrainStorage>(services => services.GetRequiredKeyedService<IGrainStorage>("Default"));
        builder.Services.AddFleetTelemetry();
        builder.AddFleetTraces();
        builder.UseOrleans(silo =>
        {
            var (siloPort, gatewayPort) = FreePorts.Find();
            silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: "quay-fleet", clusterId: "embedded");
            silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
            silo.UseKubernetesHostingWhenWanted();
            silo.AddFleetTraces(builder.Configuration);
            silo.UseSystemTextJsonGrainStorageSerializer();
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
                isSupported: type => type.Namespace?.StartsWith("Fleet.Domain", StringComparison.Ordinal) == true));
            silo.AddFleetGrains(new OperatorSettings(SkipResourceRequests: options.SkipResourceRequests));
        });
        // After Orleans: hosted services start in the order they were added, and the gateway follows grains.
        builder.Services.AddFleetGateway(data.EnsureAdminToken());
        var app = builder.Build();
        app.MapFleetGateway();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
        return app;
    }
}
