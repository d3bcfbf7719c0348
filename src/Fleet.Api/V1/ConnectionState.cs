using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>What the fleet's connection to a cluster is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectionState>))]
public enum ConnectionState
{
    [JsonStringEnumMemberName("connecting")] Connecting,
    [JsonStringEnumMemberName("syncing")] Syncing,
    [JsonStringEnumMemberName("live")] Live,
    [JsonStringEnumMemberName("unreachable")] Unreachable,
    [JsonStringEnumMemberName("unauthorised")] Unauthorised,
}
