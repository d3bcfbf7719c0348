namespace Fleet.Domain.Status;

/// <summary>Somebody stopped all writing to clusters, everywhere.</summary>
/// <param name="Reason">In the words of whoever did.</param>
public sealed record FleetStop(DateTimeOffset At, string By, string Reason)
{
    /// <summary>What waits for it to end says so.</summary>
    public Blocker ToBlocker() => new(
        BlockerCodes.FleetStopped, FormattableString.Invariant($"{By} stopped the fleet at {At.UtcDateTime:yyyy-MM-dd HH:mm'Z'}: {Reason}. `quayfleet fleet resume` lets it write again."));
}
