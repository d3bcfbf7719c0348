using System.Net;
using System.Security.Cryptography;
using System.Text;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Retrying;
using Fleet.Gateway.Security.Tokens;
using Fleet.Grains.Clusters;
using Fleet.Grains.Security;
using Fleet.Grains.Storage;
using Fleet.Silo.Hosting;
using Orleans.Configuration;
using Orleans.Storage;

namespace Fleet.Silo.Storage;

/// <summary>A fleet of one server, in its data folder.</summary>
internal sealed class EmbeddedFleetStore : IFleetStore
{
    private readonly EmbeddedStore _store;

    private EmbeddedFleetStore(EmbeddedStore store, FleetKeys keys, byte[] tokenHash) => (_store, Keys, AdminTokenHash) = (store, keys, tokenHash);

    public FleetKeys Keys { get; }

    public byte[] AdminTokenHash { get; }

    /// <exception cref="StartRefusedException">A file given for key or token is not to be used.</exception>
    public static async Task<EmbeddedFleetStore> OpenAsync(ServerOptions options, DataDirectory data)
    {
        data.RefuseMigrated();
        var key = options.KeyFile is not { } keyFile ? data.MasterKey()
            : KeyFiles.ReadKey(keyFile) ?? throw Refused($"--key-file {keyFile}: it cannot be read, or is no key. Give 32 random bytes in base64.");
        var token = options.AdminTokenFile is not { } tokenFile ? data.EnsureAdminToken()
            : KeyFiles.ReadToken(tokenFile) ?? throw Refused($"--admin-token-file {tokenFile}: it cannot be read, or is empty. Put the token into it.");
        var store = EmbeddedStore.Open(data.Database);
        return new EmbeddedFleetStore(store, new FleetKeys(key, await FleetIdentity.EnsureAsync(store)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_store);
        services.AddSingleton<IClusterDirectory, EmbeddedClusterDirectory>();
        services.AddSingleton<IEventLog, EmbeddedEventLog>();
        services.AddSingleton<IApiTokenStore, EmbeddedApiTokenStore>();
        services.AddSingleton<IAuditStore, EmbeddedAuditStore>();
        services.AddSingleton<IRequestKeyStore, EmbeddedRequestKeyStore>();
        services.AddSingleton<IGrainStateTable, EmbeddedGrainStateTable>();
        services.AddKeyedSingleton<IGrainStorage, FleetGrainStorage>("Default");
        services.AddHealthChecks().AddCheck<EmbeddedReadiness>("store");
    }

    public void Configure(ISiloBuilder silo)
    {
        var (siloPort, gatewayPort) = FreePorts.Find();
        silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: "quay-fleet", clusterId: "embedded");
        silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
    }

    public void Configure(IClientBuilder client) =>
        throw new InvalidOperationException("The embedded store is one process's own: a gateway beside it has nothing to find.");

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static StartRefusedException Refused(string message) => new(StartRefusedException.BadUsage, message);
}
