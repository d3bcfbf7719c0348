using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Status;

/// <summary>What the fleet's connection to a cluster is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectionState>))]
public enum ConnectionState
{
    /// <summary>Not tried yet in this process.</summary>
    [JsonStringEnumMemberName("connecting")] Connecting,

    /// <summary>Connected; the first lists are not complete.</summary>
    [JsonStringEnumMemberName("syncing")] Syncing,

    /// <summary>Every watch is open and was complete at least once.</summary>
    [JsonStringEnumMemberName("live")] Live,
    [JsonStringEnumMemberName("unreachable")] Unreachable,
    [JsonStringEnumMemberName("unauthorised")] Unauthorised,
}

/// <summary>A cluster as the fleet shows it. Its freshness is computed by the reader from state and last sign of life.</summary>
/// <param name="Endpoint">The API server's address, for example <c>https://api.prod-1.example.com:6443</c>.</param>
/// <param name="AppsDomain">The router's domain; null until one Route was admitted, or without Routes.</param>
/// <param name="StateMessage">Why the state is what it is; empty while live.</param>
/// <param name="LastSignOfLife">When the watches were last known to be open; null when never in this process.</param>
/// <param name="Registries">QuayRegistry objects seen on it.</param>
/// <param name="Subscription">What its registries follow.</param>
/// <param name="Services">What gates of rollouts ask there; null before anybody said.</param>
/// <param name="Policy">How its registries are treated; null before anybody said.</param>
/// <param name="CredentialsExpireAt">When the fleet's credentials end by themselves; null when they do not say.</param>
public sealed record ClusterSummary(
    ClusterName Name,
    ImmutableSortedDictionary<string, string> Labels,
    ClusterMode Mode,
    bool Paused,
    string Endpoint,
    ClusterFeatures? Features,
    string? AppsDomain,
    ConnectionState State,
    string StateMessage,
    DateTimeOffset? LastSignOfLife,
    ImmutableArray<Blocker> Blockers,
    int Registries,
    ChannelSubscription? Subscription = null,
    ClusterServices? Services = null,
    ClusterPolicy? Policy = null,
    DateTimeOffset? CredentialsExpireAt = null);
