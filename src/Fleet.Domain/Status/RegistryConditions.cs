using System.Collections.Immutable;

namespace Fleet.Domain.Status;

/// <summary>The conditions the pass itself sets: RolloutBlocked and ComponentsCreated.</summary>
public static class RegistryConditions
{
    /// <summary>
    /// The list with one condition set: replaced in place or appended. The times of <paramref name="condition"/> are ignored; they follow
    /// from <paramref name="now"/> and from what the list said before.
    /// </summary>
    public static ConditionChange With(this ImmutableArray<Condition> conditions, Condition condition, DateTimeOffset now) =>
        Difference(conditions, ConditionList.Put(conditions, condition, now));

    /// <summary>The pass could not apply. <paramref name="reason"/> is one of <see cref="ConditionReasons"/>.</summary>
    public static ConditionChange Block(this ImmutableArray<Condition> conditions, string reason, string message, DateTimeOffset now) =>
        conditions.With(new Condition(ConditionTypes.RolloutBlocked, Condition.True, reason, message), now);

    /// <summary>The pass applied everything. RolloutBlocked goes to the end of the list, if this is news.</summary>
    public static ConditionChange Unblock(this ImmutableArray<Condition> conditions, DateTimeOffset now)
    {
        var applied = new Condition(
            ConditionTypes.RolloutBlocked, Condition.False, ConditionReasons.ComponentsCreationSuccess, "All objects created/updated successfully");
        return Difference(conditions, ConditionList.PutLast(conditions, applied, now));
    }

    /// <summary>What the migration is doing, as ComponentsCreated.</summary>
    public static ConditionChange Migrate(this ImmutableArray<Condition> conditions, MigrationState state, DateTimeOffset now)
    {
        var next = conditions.With(state.ToCondition(), now);
        return next is ConditionChange.Changed changed ? new ConditionChange.Changed(ConditionList.Settle(changed.Conditions)) : next;
    }

    /// <summary>The condition of a type; null when the list has none.</summary>
    public static Condition? Find(this ImmutableArray<Condition> conditions, string type) => ConditionList.Find(conditions, type);

    private static ConditionChange Difference(ImmutableArray<Condition> before, ImmutableArray<Condition> after) =>
        ConditionList.SameConditions(before, after) ? ConditionChange.Unchanged.Instance : new ConditionChange.Changed(after);
}
