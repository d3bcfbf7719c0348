
namespace Fleet.Kubernetes.Connections;

/// <summary>How the fleet behaves towards one cluster.</summary>
public sealed record KubernetesApiOptions
{
    /// <summary>The cluster's name in the fleet; a tag on every metric and log line.</summary>
    public required string Cluster { get; init; }

    /// <summary>Default <c>quay-fleet</c>. Whoever applies under another name does not own the fields of earlier applies.</summary>
    public string FieldManager { get; init; } = "quay-fleet";

    /// <summary>In brackets behind the product in <c>User-Agent</c>, for audit logs; none by default.</summary>
    public string? Agent { get; init; }

    /// <summary>Who says whether a write may go; everybody may when null, the default.</summary>
    public IWriteGate? WriteGate { get; init; }

    /// <summary>Sustained requests per second; default 50. Watches count once, when opened.</summary>
    public double RequestsPerSecond { get; init; } = 50;

    /// <summary>Requests that may go at once after a pause; default 100.</summary>
    public int Burst { get; init; } = 100;

    /// <summary>A request that would wait longer for its turn is refused as throttled; default 20 s.</summary>
    public TimeSpan LongestQueueWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Total time of one call, retries and waits included; default 60 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for TCP and TLS; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>HTTP/2 ping on a silent connection; default 30 s. A cut that nobody announced is noticed this way.</summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without an answer to the ping for this long the connection is dropped; default 15 s.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Further attempts after a transient failure of a request that may be repeated; default 3, 0 for none.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>First pause between attempts, doubled each time and jittered; default 0.3 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>A longer Retry-After is handed to the caller instead of being waited for; default 10 s.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Objects per page of a list; default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>An unknown kind makes the API ask discovery again, at most this often; default 30 s.</summary>
    public TimeSpan RediscoveryInterval { get; init; } = TimeSpan.FromSeconds(30);
}
