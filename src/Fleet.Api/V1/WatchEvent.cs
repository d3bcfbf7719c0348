using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>The data of an event of <c>watch</c>. The event's type says what happened, its id where to resume.</summary>
/// <param name="Kind"><c>cluster</c> or <c>registry</c>; null for <c>synced</c>, <c>heartbeat</c> and <c>resync</c>.</param>
/// <param name="Key">The cluster's name or <c>cluster/namespace/name</c>.</param>
/// <param name="At">When it was sent.</param>
public sealed record WatchEvent(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Cluster? Cluster,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Registry? Registry,
    DateTimeOffset At);

/// <summary>The types of the events of <c>watch</c>.</summary>
public static class WatchEventTypes
{
    /// <summary>An object that exists as the watch begins.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Everything that exists has been sent; what follows are changes.</summary>
    public const string Synced = "synced";
    public const string Changed = "changed";
    public const string Removed = "removed";
    public const string Heartbeat = "heartbeat";

    /// <summary>The reader was too slow and changes were dropped: watch anew, without <c>Last-Event-ID</c>.</summary>
    public const string Resync = "resync";
}
