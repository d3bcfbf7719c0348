using System.Collections.Immutable;

namespace Fleet.Domain.Status;

/// <summary>A cluster as it is shown at one moment: its summary, and how much of it can be trusted now.</summary>
/// <param name="Blockers">The summary's; while the cluster is not live, why it is not comes first.</param>
public sealed record ClusterReading(ClusterSummary Summary, Freshness Freshness, ImmutableArray<Blocker> Blockers)
{
    /// <summary>Longest silence of a live cluster: it gives a sign of life at least each 5 s, and three may get lost.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static ClusterReading Of(ClusterSummary summary, DateTimeOffset now)
    {
        var freshness = FreshnessOf(summary, now);
        var notLive = Status.Blockers.OfFreshness(freshness);
        return new ClusterReading(
            summary,
            freshness,
            notLive is null || summary.Blockers.Any(blocker => blocker.Code == notLive.Code) ? summary.Blockers : [notLive, .. summary.Blockers]);
    }

    /// <summary>How much of what is shown of a cluster can be trusted at <paramref name="now"/>.</summary>
    public static Freshness FreshnessOf(ClusterSummary summary, DateTimeOffset now) =>
        FreshnessRule.Decide(new ConnectionHealth(Connection(summary.State), summary.LastSignOfLife), now, Bound);

    /// <summary>Why the cluster's observations cannot be trusted, in the cluster's own words where it has some; null while they can.</summary>
    public Blocker? NotLive =>
        Status.Blockers.OfFreshness(Freshness) is { } general
            ? Blockers.FirstOrDefault(blocker => blocker.Code == general.Code) ?? general
            : null;

    private static WatchConnection Connection(ConnectionState state) => state switch
    {
        ConnectionState.Connecting or ConnectionState.Syncing => WatchConnection.NotStarted,
        ConnectionState.Live => WatchConnection.Connected,
        ConnectionState.Unreachable => WatchConnection.Unreachable,
        ConnectionState.Unauthorised => WatchConnection.Unauthorised,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "unknown connection state"),
    };
}
