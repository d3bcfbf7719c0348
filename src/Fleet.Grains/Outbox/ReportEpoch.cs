namespace Fleet.Grains.Outbox;

/// <summary>
/// Orders the reports of a grain's activations. A session's number, which is stored before it begins, counts more than any clock: silos may
/// disagree about the time, and a report that looked old would never be taken. The time orders the activations within a session, which share a silo.
/// </summary>
internal static class ReportEpoch
{
    /// <summary>Enough for milliseconds until the year 2109, leaving two million sessions.</summary>
    private const int TimeBits = 42;

    public static long Of(long session, DateTimeOffset activated) => session << TimeBits | activated.ToUnixTimeMilliseconds() & ((1L << TimeBits) - 1);
}
