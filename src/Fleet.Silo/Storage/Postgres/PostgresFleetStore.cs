using System.Net;
using System.Net.Sockets;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Retrying;
using Fleet.Gateway.Security.Tokens;
using Fleet.Grains.Clusters;
using Fleet.Grains.Security;
using Fleet.Grains.Storage;
using Fleet.Silo.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Storage;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>A fleet whose silos, grain state, reminders, events and shared secrets live in PostgreSQL.</summary>
internal sealed class PostgresFleetStore : IFleetStore
{
    private const string Invariant = "Npgsql";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly PostgresStore _store;
    private readonly ServerOptions _options;

    private PostgresFleetStore(PostgresStore store, ServerOptions options, FleetKeys keys, byte[] tokenHash) =>
        (_store, _options, Keys, AdminTokenHash) = (store, options, keys, tokenHash);

    public FleetKeys Keys { get; }

    public byte[] AdminTokenHash { get; }

    /// <summary>Waits for the server, brings the schema up to date, and joins the fleet in it or makes one.</summary>
    /// <exception cref="StartRefusedException"/>
    public static async Task<PostgresFleetStore> OpenAsync(
        ServerOptions options, NpgsqlConnectionStringBuilder connection, DataDirectory data, Action<string> say, CancellationToken cancellationToken)
    {
        await WaitForServerAsync(connection, say, cancellationToken);
        try
        {
            await using var @lock = await PostgresLock.TakeAsync(connection, cancellationToken);
            await PostgresMigrations.RunAsync(connection, cancellationToken);
            await using var open = new NpgsqlConnection(connection.ConnectionString);
            await open.OpenAsync(cancellationToken);
            var fleet = new PostgresFleet(open, data, connection.Password ?? "", say);
            var keys = new FleetKeys(await fleet.KeyAsync(options.KeyFile), await fleet.IdAsync());
            return new PostgresFleetStore(new PostgresStore(connection), options, keys, await fleet.TokenHashAsync(options.AdminTokenFile));
        }
        catch (NpgsqlException e)
        {
            throw Failed(connection, e);
        }
    }

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_store);
        services.AddSingleton<IClusterDirectory, PostgresClusterDirectory>();
        services.AddSingleton<IEventLog, PostgresEventLog>();
        services.AddSingleton<IApiTokenStore, PostgresApiTokenStore>();
        services.AddSingleton<IAuditStore, PostgresAuditStore>();
        services.AddSingleton<IRequestKeyStore, PostgresRequestKeyStore>();
        services.AddSingleton<IGrainStateTable, PostgresGrainStateTable>();
        services.AddKeyedSingleton<IGrainStorage, FleetGrainStorage>("Default");
        services.AddHealthChecks().AddCheck<PostgresReadiness>("store");
    }

    public void Configure(ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Invariant, _store.ConnectionString));
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.ConnectionString) = (Invariant, _store.ConnectionString));
        silo.Configure<ClusterOptions>(Name);
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            // Measured: a killed silo's grains are back after 3 s; shorter probes kill silos that are only busy.
            (membership.ProbeTimeout, membership.MaxProbeTimeout) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
            membership.NumMissedProbesLimit = 2;
            // When all silos were killed nobody is left to declare them dead: a new one waits until their signs of life are three periods old.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });
        silo.Configure<EndpointOptions>(endpoints =>
        {
            var free = FreePorts.Find();
            endpoints.AdvertisedIPAddress = IPAddress.Parse(_options.AdvertiseAddress);
            endpoints.SiloPort = _options.SiloPort > 0 ? _options.SiloPort : free.Silo;
            endpoints.GatewayPort = _options.GatewayPort > 0 ? _options.GatewayPort : free.Gateway;
        });
    }

    public void Configure(IClientBuilder client)
    {
        client.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Invariant, _store.ConnectionString));
        client.Configure<ClusterOptions>(Name);
        // Silos come and go, and a gateway may be there first.
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        client.UseConnectionRetryFilter<SilosComeLater>();
    }

    private static void Name(ClusterOptions cluster) => (cluster.ServiceId, cluster.ClusterId) = ("quay-fleet", "quay-fleet");

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <exception cref="StartRefusedException">It refuses us, or was not reachable within the limit.</exception>
    public static async Task WaitForServerAsync(
        NpgsqlConnectionStringBuilder connection, Action<string> say, CancellationToken cancellationToken)
    {
        var (time, pause) = (TimeProvider.System, TimeSpan.FromMilliseconds(250));
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var open = new NpgsqlConnection(connection.ConnectionString);
                await open.OpenAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
            {
                // A wrong password does not become right by waiting; a server that starts says 57P03.
                if (e is PostgresException { IsTransient: false } || time.GetElapsedTime(started) + pause > LongestWait) throw Failed(connection, e);
                say($"PostgreSQL at {connection.Host}:{connection.Port} is not reachable yet ({e.Message}); trying again.");
            }
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    private static StartRefusedException Failed(NpgsqlConnectionStringBuilder connection, Exception cause) =>
        new(StartRefusedException.Failed, $"--postgres: PostgreSQL at {connection.Host}:{connection.Port} cannot be used: {cause.Message.ReplaceLineEndings(" ")}", cause);
}
