namespace Fleet.Domain.Status;

/// <summary>What a cluster's watcher knows about its own connection.</summary>
public enum WatchConnection
{
    /// <summary>Not tried yet, or trying for the first time.</summary>
    NotStarted,

    /// <summary>The watches are open.</summary>
    Connected,

    /// <summary>The API server does not answer.</summary>
    Unreachable,

    /// <summary>It answers 401 or 403.</summary>
    Unauthorised,
}

/// <param name="LastSign">When the last event or bookmark arrived; null when none ever did in this process.</param>
public readonly record struct ConnectionHealth(WatchConnection Connection, DateTimeOffset? LastSign);

/// <summary>Turns the health of a watch into how much its observations can be trusted. Evaluated at read time, never stored.</summary>
public static class FreshnessRule
{
    /// <param name="bound">Longest silence that still counts as live; above the interval of bookmarks, which is about a minute.</param>
    public static Freshness Decide(ConnectionHealth health, DateTimeOffset now, TimeSpan bound) => health.Connection switch
    {
        WatchConnection.Unreachable => Freshness.Unreachable,
        WatchConnection.Unauthorised => Freshness.Unauthorised,
        // A clock that steps back makes the sign look future; it is as young as a sign can be.
        WatchConnection.Connected when health.LastSign is { } sign && now - sign <= bound => Freshness.Live,
        WatchConnection.Connected or WatchConnection.NotStarted => Freshness.Stale,
        _ => throw new ArgumentOutOfRangeException(nameof(health), health.Connection, "unknown connection state"),
    };

    /// <summary>When a live observation turns stale if nothing more arrives; null when it is not live now.</summary>
    public static DateTimeOffset? TurnsStale(ConnectionHealth health, DateTimeOffset now, TimeSpan bound) =>
        Decide(health, now, bound) == Freshness.Live ? health.LastSign + bound : null;
}
