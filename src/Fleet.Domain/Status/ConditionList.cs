using System.Collections.Immutable;

namespace Fleet.Domain.Status;

/// <summary>
/// How a list of conditions takes a new one: existing entries are replaced in place, new ones appended, and an entry that says nothing new
/// keeps both of its times. Other software compares the list element by element, so the order is part of the contract.
/// </summary>
internal static class ConditionList
{
    /// <summary>The list with <paramref name="next"/> in it. Its times are computed here: whole seconds, as Kubernetes writes them.</summary>
    public static ImmutableArray<Condition> Put(ImmutableArray<Condition> conditions, Condition next, DateTimeOffset now)
    {
        var index = IndexOf(conditions, next.Type);
        if (index < 0) return conditions.Add(Timed(next, null, now));
        var old = conditions[index];
        return SaysTheSame(old, next) ? conditions : conditions.SetItem(index, Timed(next, old, now));
    }

    /// <summary>As <see cref="Put"/>, but an entry that changes leaves its place and goes to the end.</summary>
    public static ImmutableArray<Condition> PutLast(ImmutableArray<Condition> conditions, Condition next, DateTimeOffset now)
    {
        var put = Put(conditions, next, now);
        return SameConditions(put, conditions) ? conditions : MoveToEnd(put, next.Type);
    }

    /// <summary>
    /// Brings a list that is about to be written into its final order: ComponentsCreated, then RolloutBlocked, stand last. The original
    /// gets there by re-appending RolloutBlocked on every successful pass; one that is True stays where it is there too.
    /// </summary>
    public static ImmutableArray<Condition> Settle(ImmutableArray<Condition> conditions)
    {
        var created = IndexOf(conditions, ConditionTypes.ComponentsCreated);
        var blocked = IndexOf(conditions, ConditionTypes.RolloutBlocked);
        var inPlace = created == conditions.Length - 2 && blocked == conditions.Length - 1;
        if (!inPlace) conditions = MoveToEnd(conditions, ConditionTypes.ComponentsCreated);
        return Find(conditions, ConditionTypes.RolloutBlocked) is { IsTrue: false }
            ? MoveToEnd(conditions, ConditionTypes.RolloutBlocked)
            : conditions;
    }

    /// <summary>True when both lists have the same types in any order, each with the same status, reason and message.</summary>
    public static bool SameConditions(ImmutableArray<Condition> left, ImmutableArray<Condition> right) =>
        left.Length == right.Length && left.All(l => right.Any(r => r.Type == l.Type && SaysTheSame(l, r)));

    public static Condition? Find(ImmutableArray<Condition> conditions, string type) =>
        IndexOf(conditions, type) is >= 0 and var index ? conditions[index] : null;

    private static bool SaysTheSame(Condition left, Condition right) =>
        left.Status == right.Status && left.Reason == right.Reason && left.Message == right.Message;

    private static Condition Timed(Condition next, Condition? old, DateTimeOffset now)
    {
        var seconds = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var keepsTransition = old is { LastTransitionTime: not null } && old.Status == next.Status;
        return next with { LastUpdateTime = seconds, LastTransitionTime = keepsTransition ? old!.LastTransitionTime : seconds };
    }

    private static ImmutableArray<Condition> MoveToEnd(ImmutableArray<Condition> conditions, string type)
    {
        var index = IndexOf(conditions, type);
        return index < 0 || index == conditions.Length - 1 ? conditions : conditions.RemoveAt(index).Add(conditions[index]);
    }

    private static int IndexOf(ImmutableArray<Condition> conditions, string type)
    {
        for (var i = 0; i < conditions.Length; i++)
            if (conditions[i].Type == type)
                return i;
        return -1;
    }
}
