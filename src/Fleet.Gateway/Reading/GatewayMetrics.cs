using System.Diagnostics.Metrics;

namespace Fleet.Gateway.Reading;

/// <summary>The meter <c>Fleet.Gateway</c>: what its bounded queues could not hold, and how that was made good.</summary>
internal static class GatewayMetrics
{
    private static readonly Meter Meter = new("Fleet.Gateway");

    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "quay_fleet_gateway_deltas_dropped", description: "Changes that found the inbox full, by shard; a snapshot makes up for them.");

    private static readonly Counter<long> Snapshots = Meter.CreateCounter<long>(
        "quay_fleet_gateway_snapshots", description: "Snapshots taken of the index, by shard and by reason (start, gap, forgotten, failure).");

    private static readonly Counter<long> LetGo = Meter.CreateCounter<long>(
        "quay_fleet_gateway_watchers_let_go", description: "Watches that did not keep up with the changes and were told to begin anew.");

    public static void DeltaDropped(int shard) => Dropped.Add(1, new KeyValuePair<string, object?>("shard", shard));

    public static void SnapshotTaken(int shard, SnapshotReason reason) =>
        Snapshots.Add(1, new("shard", shard), new("reason", reason.ToString().ToLowerInvariant()));

    public static void WatcherLetGo() => LetGo.Add(1);
}

/// <summary>Why a shard is read whole.</summary>
internal enum SnapshotReason
{
    Start,

    /// <summary>A change before one that arrived was lost, or one that the shard sent did not arrive.</summary>
    Gap,

    /// <summary>The shard was activated anew, and knows no subscribers.</summary>
    Forgotten,

    /// <summary>The shard could not be asked.</summary>
    Failure,
}
