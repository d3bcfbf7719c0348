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
    int Registries);

/// <summary>Which optional APIs a cluster serves.</summary>
public sealed record ClusterFeatures(bool Routes, bool ObjectBucketClaims, bool Prometheus, bool AutoscalingV2, bool QuayRegistries);
