namespace Fleet.Domain.Reconciliation;

/// <summary>How long to wait before the same thing is tried again.</summary>
/// <param name="First">The first pause.</param>
/// <param name="Longest">No pause is longer, jitter included.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>For a pass that could not be carried out, or whose effect is undone each time: 1 s, doubling to 1 min.</summary>
    public static Backoff Passes { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>For a cluster that cannot be reached: 0.5 s, doubling to 30 s.</summary>
    public static Backoff Connections { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    /// <param name="attempts">How often it was tried in vain; 0 waits for nothing.</param>
    /// <param name="jitter">In [0, 1): spreads waiters over the last quarter of the pause, so that they do not come back together.</param>
    public TimeSpan After(int attempts, double jitter = 0)
    {
        if (attempts <= 0) return TimeSpan.Zero;
        var pause = First * Math.Pow(2, Math.Min(attempts - 1, 20));
        if (pause > Longest) pause = Longest;
        return pause * (1 - (0.25 * jitter));
    }
}
