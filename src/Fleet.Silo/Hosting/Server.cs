using System.Text.Json;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Sharing;
using Fleet.Gateway;
using Fleet.Gateway.Dashboard;
using Fleet.Gateway.Features.Rollouts;
using Fleet.Grains;
using Fleet.Grains.Clusters;
using Fleet.Grains.Rollouts;
using Fleet.Silo.Simulation;
using Fleet.Silo.Storage;
using Fleet.Silo.Storage.Postgres;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Fleet.Silo.Hosting;

/// <summary>Silo, gateway or both, and the store.</summary>
internal static class Server
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            if (!options.MigrateStore) return await ServeAsync(options, cancellationToken);
            await StoreMigration.RunAsync(options, Console.Out.WriteLine, cancellationToken);
            return 0;
        }
        catch (StartRefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return refused.Code;
        }
    }

    /// <summary>Opens the store that the options choose.</summary>
    /// <exception cref="StartRefusedException"/>
    public static async Task<IFleetStore> OpenStoreAsync(ServerOptions options, DataDirectory data, CancellationToken cancellationToken)
    {
        if (options.Postgres is not { } text) return await EmbeddedFleetStore.OpenAsync(options, data);
        return PostgresConnection.TryRead(text, out var connection, out var problem)
            ? await PostgresFleetStore.OpenAsync(options, connection, data, Console.Error.WriteLine, cancellationToken)
            : throw new StartRefusedException(StartRefusedException.BadUsage, problem);
    }

    private static async Task<int> ServeAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (!DataDirectory.TryOpen(options.Data, shared: options.Postgres is not null, out var data, out var problem))
            throw new StartRefusedException(StartRefusedException.BadUsage, problem);
        using (data)
        {
            ListenAddresses.Try(options.Urls);
            await using var store = await OpenStoreAsync(options, data, cancellationToken);
            await using var app = Build(options, store);
            // Its clusters answer before the fleet connects to them.
            await using var simulated = options.Simulation is { } simulation
                ? await SimulatedClusters.StartAsync(simulation, data, app.Services.GetRequiredService<ILoggerFactory>(), cancellationToken)
                : null;
            await app.StartAsync(cancellationToken);
            if (simulated is not null) await simulated.RegisterAsync(app.Services.GetRequiredService<IGrainFactory>());
            await Console.Out.WriteLineAsync(Greeting.Of(simulated?.ToString(), [.. app.Urls], TokenPlace(options, data)));
            await app.WaitForShutdownAsync(cancellationToken);
        }
        return 0;
    }

    private static string TokenPlace(ServerOptions options, DataDirectory data) =>
        options.AdminTokenFile ?? (File.Exists(data.AdminToken) ? data.AdminToken : "in the data folder of the server that made the fleet");

    /// <summary>Everything but opening the data folder; the caller starts and stops it.</summary>
    public static WebApplication Build(ServerOptions options, IFleetStore store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        // Started from its build folder as well as published, it finds the dashboard's files.
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Polly", LogLevel.Error)
            // The dashboard's own requests, at each change of an open page, and whoever has not signed in: the audit has those.
            .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning).AddFilter("Fleet.Gateway.Security.BearerTokenHandler", LogLevel.Warning)
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
        builder.Services.Configure<ClusterAccessOptions>(access => (access.AllowExec, access.Images) = (options.AllowExec, options.Images));
        builder.Services.AddSingleton(store.Keys);
        store.AddServices(builder.Services);
        builder.Services.AddSingleton<IRolloutDirectory, RolloutDirectory>();
        builder.Services.AddSingleton<IGrainStorage>(services => services.GetRequiredKeyedService<IGrainStorage>("Default"));
        builder.Services.AddFleetTelemetry();
        builder.AddFleetTraces();
        builder.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
            isSupported: type => type.Namespace?.StartsWith("Fleet.Domain", StringComparison.Ordinal) == true,
            jsonSerializerOptions: new JsonSerializerOptions { Converters = { new SharedTextConverter() } }));
        if (options.Role == ServerRole.Gateway)
            builder.UseOrleansClient(client =>
            {
                store.Configure(client);
                client.AddFleetTraces(builder.Configuration);
            });
        else
            builder.UseOrleans(silo =>
            {
                store.Configure(silo);
                // Some two thousand clusters' grains; room for the million that is the default is made beforehand.
                silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 300_000);
                // It is in the audit logs of clusters; in a pod the pod's name takes its place.
                silo.Configure<SiloOptions>(named => named.SiloName = $"{Environment.MachineName}-{Environment.ProcessId}");
                silo.UseKubernetesHostingWhenWanted();
                silo.AddFleetTraces(builder.Configuration);
                silo.UseSystemTextJsonGrainStorageSerializer();
                silo.Services.Configure<SystemTextJsonGrainStorageSerializerOptions>(stored => stored.JsonSerializerOptions.Converters.Add(new SharedTextConverter()));
                silo.Services.AddOptions<RolloutOptions>().BindConfiguration("Rollouts").ValidateDataAnnotations().ValidateOnStart();
                silo.AddFleetGrains(new OperatorSettings(SkipResourceRequests: options.SkipResourceRequests));
            });
        // After Orleans: hosted services start in the order they were added, and the gateway follows grains.
        if (options.Role != ServerRole.Silo) builder.Services.AddFleetGateway(store.AdminTokenHash, options.Oidc, options.Limits, options.AuditDays).AddFleetDashboard(store.AdminTokenHash, options.Oidc);
        var app = builder.Build();
        if (options.Role == ServerRole.Silo) app.MapFleetHealth();
        else app.MapFleetGateway().MapFleetDashboard();
        var metrics = app.MapPrometheusScrapingEndpoint("/metrics");
        // Who only hosts grains knows no callers, and is reached by no Ingress.
        if (options.Role == ServerRole.Silo) metrics.AllowAnonymous();
        else metrics.ForWhoSeesTheFleet();
        return app;
    }
}
