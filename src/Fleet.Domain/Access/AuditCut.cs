using System.Security.Cryptography;
using System.Text;

namespace Fleet.Domain.Access;

/// <summary>The last line of a chain that is kept no longer: the one before the first that is.</summary>
public readonly record struct AuditEnd(string Chain, long Sequence, string Hash);

/// <summary>
/// What is said of the lines that are kept no longer: those from before a moment, but for what was the last of each chain as of another, when the cut was
/// made. Which lines these were, and that no others are missing, follows from the ends that are left open and from one hash over all of them.
/// </summary>
public static class AuditCut
{
    /// <summary>Lines younger than this may not have arrived in the store, and count as not there yet.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <param name="days">How long lines are kept, from 1 on.</param>
    /// <returns>Before which moment lines are cut off: a midnight (UTC), so that all servers mean the same one.</returns>
    public static DateTimeOffset Before(DateTimeOffset now, int days) => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-days);

    /// <param name="ends">Of every chain that does not begin with its first line any more, in any order.</param>
    public static string Hash(IEnumerable<AuditEnd> ends) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
        ends.OrderBy(end => end.Chain, StringComparer.Ordinal).Select(end => $"{end.Chain} {end.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)} {end.Hash}\n")))));
}
