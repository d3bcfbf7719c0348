using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Webhooks;

/// <summary>
/// How far a webhook has been told of each rollout. What waits for it is in the rollouts' logs and nowhere else: there is no queue that could grow
/// or get lost.
/// </summary>
/// <param name="Positions">The last event of each rollout's log that is done with.</param>
/// <param name="Failures">In a row.</param>
/// <param name="FailingSince">Null while the last message was taken.</param>
/// <param name="NotBefore">Nothing is sent earlier.</param>
/// <param name="Problem">Of the last message; empty when it was taken.</param>
/// <param name="DeliveredAt">When a message was last taken.</param>
/// <param name="GivenUp">How many messages were never taken.</param>
public sealed record WebhookDelivery(
    ImmutableSortedDictionary<string, long> Positions,
    int Failures = 0,
    DateTimeOffset? FailingSince = null,
    DateTimeOffset NotBefore = default,
    string Problem = "",
    DateTimeOffset? DeliveredAt = null,
    long GivenUp = 0)
{
    /// <summary>A message that was not taken for so long is given up, for what comes after it.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromHours(24);

    /// <summary>After a message that was not taken: 5 s, doubling to 10 min.</summary>
    public static Backoff Again { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    /// <summary>The rollout that it is to be told of next, and from where on; null when it has been told everything.</summary>
    /// <param name="ends">The last event of each rollout's log.</param>
    public (string Rollout, long Position)? Next(IReadOnlyDictionary<string, long> ends)
    {
        foreach (var (rollout, last) in ends.OrderBy(end => end.Key, StringComparer.Ordinal))
            if (Positions.GetValueOrDefault(rollout) is var position && position < last) return (rollout, position);
        return null;
    }

    /// <summary>Everything up to this event is done with.</summary>
    /// <param name="told">Whether a message was taken, or there was nothing to tell.</param>
    public WebhookDelivery Reach(string rollout, long position, bool told, DateTimeOffset now) => told
        ? this with { Positions = Positions.SetItem(rollout, position), Failures = 0, FailingSince = null, NotBefore = default, Problem = "", DeliveredAt = now }
        : this with { Positions = Positions.SetItem(rollout, position) };

    /// <summary>The message of this event was not taken: tried again later, or given up.</summary>
    /// <param name="jitter">In [0, 1).</param>
    public WebhookDelivery Fail(string rollout, long position, string problem, DateTimeOffset now, double jitter)
    {
        var since = FailingSince ?? now;
        var failed = this with { Failures = Failures + 1, FailingSince = since, Problem = problem, NotBefore = now + Again.After(Failures + 1, jitter) };
        return now - since < Patience ? failed : failed with { Positions = Positions.SetItem(rollout, position), FailingSince = null, GivenUp = GivenUp + 1 };
    }
}
