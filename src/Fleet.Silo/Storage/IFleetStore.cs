using Fleet.Grains.Security;

namespace Fleet.Silo.Storage;

/// <summary>Where a fleet keeps what it must not forget: embedded in the data folder, or in PostgreSQL.</summary>
internal interface IFleetStore : IAsyncDisposable
{
    FleetKeys Keys { get; }

    /// <summary>SHA-256 of the admin token.</summary>
    byte[] AdminTokenHash { get; }

    /// <summary>Grain storage, cluster directory, event log, API tokens, audit, idempotency keys and the readiness check named <c>store</c>.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>How silos find each other, and reminders.</summary>
    void Configure(ISiloBuilder silo);

    /// <summary>How a gateway that is no silo finds them.</summary>
    void Configure(IClientBuilder client);
}
