using System.Collections.Immutable;

namespace Fleet.Domain.Status;

/// <summary>A condition that came to say something else.</summary>
/// <param name="At">As its <c>lastUpdateTime</c> has it, else when it was noticed.</param>
/// <param name="From">The status before; null when there was no such condition.</param>
public sealed record ConditionTransition(DateTimeOffset At, string Type, string? From, string To, string Reason, string Message);

/// <summary>How a registry's conditions came to be what they are: the last few transitions of each.</summary>
public static class ConditionHistory
{
    /// <summary>Of one type. A condition that flaps must not push out what the others did.</summary>
    private const int Longest = 5;

    /// <summary>
    /// The same history when no condition has another status or reason; a message alone is progress. Oldest first; the oldest of a type are forgotten.
    /// </summary>
    public static ImmutableArray<ConditionTransition> With(
        this ImmutableArray<ConditionTransition> history, ImmutableArray<Condition> before, ImmutableArray<Condition> after, DateTimeOffset now)
    {
        foreach (var next in after)
        {
            var was = ConditionList.Find(before, next.Type);
            if (was?.Status == next.Status && was.Reason == next.Reason) continue;
            var known = history.Where(transition => transition.Type == next.Type).ToList();
            if (known.Count >= Longest) history = history.Remove(known[0]);
            history = history.Add(new ConditionTransition(next.LastUpdateTime ?? now, next.Type, was?.Status, next.Status, next.Reason, next.Message));
        }
        return history;
    }
}
