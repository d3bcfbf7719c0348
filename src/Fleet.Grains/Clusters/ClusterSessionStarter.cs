using System.Collections.Immutable;
using System.Text.Json;
using Fleet.Domain.Clusters;
using Fleet.Grains.Security;
using Fleet.Kubernetes.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Clusters;

/// <summary>Opens and ends sessions on this silo, and keeps credentials sealed between the kubeconfig and the connection.</summary>
internal sealed class ClusterSessionStarter(
    ClusterSessions sessions,
    SecretBox box,
    FleetKeys keys,
    IOptions<ClusterAccessOptions> options,
    TimeProvider time,
    ILoggerFactory loggers)
{
    public string FleetId => keys.FleetId;

    /// <summary>Reads a kubeconfig and encrypts what the connection needs of it; the kubeconfig itself is not kept.</summary>
    public SealedCredentials Seal(ClusterName cluster, string kubeconfig, string? context) =>
        KubeconfigReader.Read(kubeconfig, context, baseDirectory: null, options.Value.AllowExec) switch
        {
            KubeconfigOutcome.Accepted accepted => new SealedCredentials.Accepted(
                accepted.Settings.Server.ToString().TrimEnd('/'),
                box.Seal(JsonSerializer.Serialize(accepted.Settings), cluster.ToString())),
            KubeconfigOutcome.Refused refused => new SealedCredentials.Refused(refused.Problems),
            _ => throw new InvalidOperationException("A kubeconfig is either accepted or refused."),
        };

    /// <summary>Replaces the cluster's session and begins to connect, beside the grain.</summary>
    public async Task<(ClusterSession Session, ClusterConnector Connector)> StartAsync(
        ClusterName cluster, ClusterState state, bool takeOver, IClusterGrain grain)
    {
        var settings = JsonSerializer.Deserialize<ClusterConnectionSettings>(box.Open(state.Credentials, cluster.ToString()))
            ?? throw new InvalidDataException($"The stored credentials of cluster {cluster} are empty.");
        var api = KubernetesApi.Connect(
            settings,
            new KubernetesApiOptions
            {
                Cluster = cluster.ToString(),
                RequestsPerSecond = options.Value.RequestsPerSecond,
                Burst = options.Value.Burst,
                // A connection that was cut without a word has to show within seconds.
                KeepAlivePingDelay = TimeSpan.FromSeconds(5),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            },
            time,
            loggers.CreateLogger<KubernetesApi>());
        var session = new ClusterSession(cluster, time.GetUtcNow().UtcTicks, api);
        await sessions.ReplaceAsync(session);
        var claim = state.Mode == ClusterMode.Reconcile ? new FenceClaim(keys.FleetId, state.Claims, takeOver) : null;
        var connector = new ClusterConnector(session, claim, needsRouter: state.AppsDomain is null, grain, time, loggers.CreateLogger<ClusterConnector>());
        connector.Start();
        return (session, connector);
    }

    public Task EndAsync(ClusterName cluster) => sessions.EndAsync(cluster);
}

/// <summary>Credentials on their way from the kubeconfig to the store.</summary>
internal abstract record SealedCredentials
{
    private SealedCredentials() { }

    public sealed record Accepted(string Endpoint, byte[] Box) : SealedCredentials;

    public sealed record Refused(ImmutableArray<string> Problems) : SealedCredentials;
}
