using Fleet.Domain.Releases;
using Fleet.Gateway.Security;
using Fleet.Gateway.Security.Oidc;
using Fleet.Silo.Simulation;

namespace Fleet.Silo.Hosting;

/// <summary>How the server was started. Each member is a command-line option, and an environment variable <c>QUAYFLEET_NAME</c>.</summary>
/// <param name="Urls">Where the API listens.</param>
/// <param name="Data">Folder of the embedded store.</param>
/// <param name="AllowExec">Whether kubeconfigs may run credential programs on this machine.</param>
/// <param name="SkipResourceRequests">Render workloads without resource requests, for small test clusters.</param>
/// <param name="Simulation">Simulated clusters beside the server; null for none.</param>
/// <param name="Postgres">Connection to PostgreSQL, with its password; null for the embedded store.</param>
public sealed record ServerOptions(
    string Urls, string Data, bool AllowExec, bool SkipResourceRequests, SimulationOptions? Simulation = null, string? Postgres = null)
{
    /// <summary>What this process does. Default everything; the others need PostgreSQL, where silos and gateways find each other.</summary>
    public ServerRole Role { get; init; } = ServerRole.All;

    /// <summary>Images in place of those that releases name, on every cluster.</summary>
    public ReleaseImages Images { get; init; } = new();

    /// <summary>File with the fleet's key; null when the server keeps it itself.</summary>
    public string? KeyFile { get; init; }

    /// <summary>File with the admin token; null when the server makes it.</summary>
    public string? AdminTokenFile { get; init; }

    /// <summary>OpenID provider whose tokens are accepted; null for none.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>What one caller may ask of one gateway.</summary>
    public CallerLimits Limits { get; init; } = CallerLimits.Default;

    /// <summary>How many days the audit is kept, from 1 on; null for good.</summary>
    public int? AuditDays { get; init; }

    /// <summary>Move the embedded fleet of the data folder into an empty PostgreSQL, and end.</summary>
    public bool MigrateStore { get; init; }

    /// <summary>Port at which other silos reach this one; 0 to find a free one.</summary>
    public int SiloPort { get; init; }

    /// <summary>Port at which Orleans clients reach this silo; 0 to find a free one.</summary>
    public int GatewayPort { get; init; }

    /// <summary>IP address at which other silos reach this one. Default loopback.</summary>
    public string AdvertiseAddress { get; init; } = "127.0.0.1";
}
