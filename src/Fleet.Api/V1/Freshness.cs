using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>How much an observation can be trusted now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Freshness>))]
public enum Freshness
{
    [JsonStringEnumMemberName("stale")] Stale,
    [JsonStringEnumMemberName("live")] Live,
    [JsonStringEnumMemberName("unreachable")] Unreachable,
    [JsonStringEnumMemberName("unauthorised")] Unauthorised,
}
