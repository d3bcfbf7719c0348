using System.Security.Cryptography;

namespace Fleet.Kubernetes.Watching;

/// <summary>Limits and pauses of a watch session.</summary>
public sealed record WatchOptions
{
    public static WatchOptions Default { get; } = new();

    /// <summary>
    /// Silence after which a watch counts as half-open: it is cut and resumed. Default 90 s; bookmarks come about every minute, though API
    /// servers before 1.21 send none for a kind that has not changed since they started.
    /// </summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Time for a watch to be accepted; default 20 s.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The server is asked to end each watch after a random time between this and <see cref="LongestWatch"/>; default 5 min.</summary>
    public TimeSpan ShortestWatch { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Default 10 min.</summary>
    public TimeSpan LongestWatch { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A watch that ended sooner counts as a failure, lest a server that hangs up at once be asked in a tight loop; default 5 s.</summary>
    public TimeSpan BriefWatch { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After drops, timeouts, 5xx and refused connections; default 0.8 s to 30 s.</summary>
    public BackoffRange Transient { get; init; } = new(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(30));

    /// <summary>After 401, which repeats would only turn into a lock-out; default 15 s to 5 min.</summary>
    public BackoffRange Unauthorised { get; init; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(5));

    /// <summary>After 403 and refused requests; default 30 s to 5 min.</summary>
    public BackoffRange Forbidden { get; init; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));

    /// <summary>While a kind is not served; default 30 s to 2 min.</summary>
    public BackoffRange NotServed { get; init; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));

    /// <summary>Changes per batch; default 256.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Batches that wait for the consumer before the watches stop reading; default 64.</summary>
    public int Capacity { get; init; } = 64;

    /// <summary>Draws from [0, 1) for jitter. Default: the system's generator.</summary>
    public Func<double> Roll { get; init; } = () => RandomNumberGenerator.GetInt32(1_000_000) / 1_000_000d;
}

/// <summary>Pauses double from <paramref name="First"/> to <paramref name="Longest"/>; each is drawn from its upper half.</summary>
public sealed record BackoffRange(TimeSpan First, TimeSpan Longest)
{
    /// <param name="attempt">1 for the first failure.</param>
    /// <param name="roll">In [0, 1).</param>
    public TimeSpan Pause(int attempt, double roll)
    {
        var full = First * Math.Pow(2, Math.Clamp(attempt - 1, 0, 20));
        return (full < Longest ? full : Longest) * (0.5 + (roll / 2));
    }
}
