namespace Fleet.Api.V1;

/// <summary>A member cluster.</summary>
/// <param name="Endpoint">The API server's address.</param>
/// <param name="State">What the connection is doing; <paramref name="StateMessage"/> says why.</param>
/// <param name="Freshness">How much everything shown of this cluster can be trusted now.</param>
/// <param name="LastSignOfLife">When the watches were last known to be open; null when never since the server started.</param>
/// <param name="KubernetesVersion">For example <c>v1.20.2</c>; null until discovered.</param>
/// <param name="Features">What discovery found; null until then.</param>
/// <param name="AppsDomain">The router's domain; null until a Route was admitted, or without Routes.</param>
/// <param name="Registries">QuayRegistry objects seen on it.</param>
/// <param name="Channel">What its registries follow; null for none.</param>
/// <param name="Approval">Who lets their upgrades begin; null when the channel says.</param>
/// <param name="Policy">How its registries are treated; null before anybody said.</param>
/// <param name="CredentialsExpireAt">When the fleet's credentials end by themselves; null when they do not say.</param>
public sealed record Cluster(
    string Name,
    IReadOnlyDictionary<string, string> Labels,
    ClusterMode Mode,
    bool Paused,
    string Endpoint,
    ConnectionState State,
    string StateMessage,
    Freshness Freshness,
    DateTimeOffset? LastSignOfLife,
    IReadOnlyList<Blocker> Blockers,
    string? KubernetesVersion,
    ClusterFeatures? Features,
    string? AppsDomain,
    int Registries,
    string? Channel,
    Approval? Approval,
    string? Prometheus,
    string? SmokeSecret,
    ClusterPolicy? Policy,
    DateTimeOffset? CredentialsExpireAt);

/// <summary>What gates of rollouts ask on a cluster.</summary>
/// <param name="Prometheus">The address of its Prometheus, for the gate alerts; absent for none.</param>
/// <param name="SmokeSecret">The Secret with the account of smoke tests, as <c>namespace/name</c>; absent for none.</param>
public sealed record ClusterServices(string? Prometheus = null, string? SmokeSecret = null);

/// <summary>Which optional APIs a cluster serves.</summary>
public sealed record ClusterFeatures(bool Routes, bool ObjectBucketClaims, bool Prometheus, bool AutoscalingV2, bool QuayRegistries);
