using System.Text.Json.Serialization;

namespace Fleet.Domain.Status;

/// <summary>How much an observation can be trusted now. Computed when read, never stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Freshness>))]
public enum Freshness
{
    /// <summary>No watch has ever delivered it in this process, or the last sign of life is too old. The default, since unknown is never green.</summary>
    [JsonStringEnumMemberName("stale")] Stale,
    [JsonStringEnumMemberName("live")] Live,
    [JsonStringEnumMemberName("unreachable")] Unreachable,
    [JsonStringEnumMemberName("unauthorised")] Unauthorised,
}
