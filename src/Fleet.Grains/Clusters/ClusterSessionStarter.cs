using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;
using Fleet.Grains.Placement;
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
    ProcessPulse pulse,
    ClusterHome home,
    ClusterStarts starts,
    ILocalSiloDetails local,
    IOptions<ClusterAccessOptions> options,
    TimeProvider time,
    ILoggerFactory loggers)
{
    public string FleetId => keys.FleetId;

    /// <summary>Images on every cluster, in place of those that releases name.</summary>
    public ReleaseImages Images => options.Value.Images;

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

    public byte[] Seal(ClusterName cluster, InClusterOperator @operator) => box.Seal(JsonSerializer.Serialize(@operator), OperatorContext(cluster));

    /// <summary>Null when none was seen.</summary>
    public InClusterOperator? OpenOperator(ClusterName cluster, byte[] sealedOperator) =>
        sealedOperator is { Length: > 0 } ? JsonSerializer.Deserialize<InClusterOperator>(box.Open(sealedOperator, OperatorContext(cluster))) : null;

    private static string OperatorContext(ClusterName cluster) => $"{cluster}/operator";

    /// <summary>Replaces the cluster's session and begins to connect, beside the grain.</summary>
    public async Task<(ClusterSession Session, ClusterConnector Connector)> StartAsync(
        ClusterName cluster, ClusterState state, bool takeOver, IClusterGrain grain)
    {
        var settings = JsonSerializer.Deserialize<ClusterConnectionSettings>(box.Open(state.Credentials, cluster.ToString()))
            ?? throw new InvalidDataException($"The stored credentials of cluster {cluster} are empty.");
        var gate = new ClusterWriteGate(pulse, time);
        var api = KubernetesApi.Connect(
            settings,
            new KubernetesApiOptions
            {
                Cluster = cluster.ToString(),
                Agent = $"silo {local.Name}; session {state.Sessions}",
                WriteGate = gate,
                RequestsPerSecond = options.Value.RequestsPerSecond,
                Burst = options.Value.Burst,
                // A connection that was cut without a word has to show within seconds.
                KeepAlivePingDelay = TimeSpan.FromSeconds(5),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            },
            time,
            loggers.CreateLogger<KubernetesApi>());
        var session = new ClusterSession(cluster, state.Sessions, api, gate) { CredentialsExpireAt = CredentialExpiry.Of(settings) };
        var claim = state.Mode == ClusterMode.Reconcile ? new FenceClaim(new LeaseHolder(keys.FleetId, state.Sessions, RandomNumberGenerator.GetHexString(32)), takeOver) : null;
        gate.Ask = cancellation => WhyNotWriteAsync(session, claim, cancellation);
        await sessions.ReplaceAsync(session);
        var connector = new ClusterConnector(session, claim, needsRouter: state.AppsDomain is null, (state.Policy ?? ClusterPolicy.None).Namespaces, starts, grain, time, loggers.CreateLogger<ClusterConnector>());
        connector.Start();
        return (session, connector);
    }

    public Task EndAsync(ClusterName cluster) => sessions.EndAsync(cluster);

    private async Task<string?> WhyNotWriteAsync(ClusterSession session, FenceClaim? claim, CancellationToken cancellation)
    {
        if (!await home.IsStillMemberAsync(cancellation)) return "this silo was declared dead, and its clusters were given to others";
        return claim is null ? null : await ClusterFence.WhyNotHeldAsync(session, claim, cancellation);
    }
}

/// <summary>Credentials on their way from the kubeconfig to the store.</summary>
internal abstract record SealedCredentials
{
    private SealedCredentials() { }

    public sealed record Accepted(string Endpoint, byte[] Box) : SealedCredentials;

    public sealed record Refused(ImmutableArray<string> Problems) : SealedCredentials;
}
