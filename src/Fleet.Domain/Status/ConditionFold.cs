using System.Collections.Immutable;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Status;

/// <summary>
/// Folds the verdicts of all components into <c>status.conditions</c>: Quay waits for what it depends on, Mirror waits for Quay, and
/// Available sums up.
/// </summary>
public static class ConditionFold
{
    private static readonly ImmutableArray<ComponentKind> Independent =
        [ComponentKind.HorizontalPodAutoscaler, ComponentKind.Route, ComponentKind.Monitoring];

    private static readonly ImmutableArray<ComponentKind> NeededByQuay =
    [
        ComponentKind.Postgres, ComponentKind.ObjectStorage, ComponentKind.Clair, ComponentKind.ClairPostgres, ComponentKind.Tls,
        ComponentKind.Redis,
    ];

    /// <summary>
    /// A kind without a verdict counts as undetermined. Undetermined kinds abandon the whole fold, as an unreadable kind does in the
    /// original; but Quay and Mirror are looked at only when what they depend on is ready.
    /// </summary>
    /// <param name="previous">The conditions as last written. Types the release does not know are dropped.</param>
    public static ConditionChange Fold(
        IEnumerable<ComponentVerdict> verdicts,
        ImmutableArray<Condition> previous,
        DateTimeOffset now,
        ReadinessRules rules)
    {
        var evaluated = Evaluate(verdicts.ToImmutableDictionary(verdict => verdict.Kind), rules);
        var undetermined = evaluated.Where(verdict => !verdict.IsDetermined).Select(verdict => verdict.Kind).ToImmutableArray();
        if (undetermined.Length > 0) return new ConditionChange.Undetermined(undetermined);

        var next = KnownTo(rules, previous);
        foreach (var verdict in evaluated)
            next = ConditionList.Put(next, ToCondition(verdict, rules), now);
        next = ConditionList.Put(next, Availability(evaluated), now);
        return ConditionList.SameConditions(previous, next)
            ? ConditionChange.Unchanged.Instance
            : new ConditionChange.Changed(ConditionList.Settle(next));
    }

    /// <summary>The verdicts with the dependencies between components applied, in the order of the conditions.</summary>
    public static ImmutableArray<ComponentVerdict> Evaluate(
        ImmutableDictionary<ComponentKind, ComponentVerdict> verdicts,
        ReadinessRules rules)
    {
        var evaluated = ImmutableArray.CreateBuilder<ComponentVerdict>();
        evaluated.AddRange(Independent.Where(rules.Kinds.Contains).Select(Verdict));
        var needed = NeededByQuay.Where(rules.Kinds.Contains).Select(Verdict).ToArray();
        evaluated.AddRange(needed);

        var missing = needed.Where(verdict => !verdict.IsTrue).Select(verdict => rules.NameOf(verdict.Kind)).ToArray();
        var quay = missing.Length > 0 ? Awaiting(ComponentKind.Quay, string.Join(',', missing)) : Verdict(ComponentKind.Quay);
        evaluated.Add(quay);
        evaluated.Add(quay.IsTrue
            ? Verdict(ComponentKind.Mirror)
            : Awaiting(ComponentKind.Mirror, rules.NameOf(ComponentKind.Quay)));
        return evaluated.ToImmutable();

        ComponentVerdict Verdict(ComponentKind kind) =>
            kind == ComponentKind.Clair && rules.ClairIncludesDatabase && Given(kind) is { IsTrue: true, Reason: ConditionReasons.ComponentReady }
            && Given(ComponentKind.ClairPostgres) is { IsTrue: false } database
                ? database with { Kind = kind }
                : Given(kind);

        ComponentVerdict Given(ComponentKind kind) =>
            verdicts.GetValueOrDefault(kind) ?? ComponentVerdict.Undetermined(kind, $"component {kind.ApiName()}");
    }

    private static ComponentVerdict Awaiting(ComponentKind kind, string names) =>
        ComponentVerdict.NotReady(kind, $"Awaiting for component {names} to become available");

    // The reason decides, not the status: a pending volume is not "not ready" by itself, but Quay waiting for it is.
    private static Condition Availability(ImmutableArray<ComponentVerdict> evaluated) =>
        evaluated.Any(verdict => verdict.Reason == ConditionReasons.ComponentNotReady)
            ? new Condition(
                ConditionTypes.Available, Condition.False, ConditionReasons.ComponentNotReady, "Some components are not ready")
            : new Condition(
                ConditionTypes.Available, Condition.True, ConditionReasons.HealthChecksPassing, "All components reporting as healthy");

    private static Condition ToCondition(ComponentVerdict verdict, ReadinessRules rules) =>
        new(ConditionTypes.Of(verdict.Kind, rules), verdict.Status, verdict.Reason, verdict.Message);

    private static ImmutableArray<Condition> KnownTo(ReadinessRules rules, ImmutableArray<Condition> conditions)
    {
        var known = rules.Kinds.Select(kind => ConditionTypes.Of(kind, rules))
            .Concat([ConditionTypes.Available, ConditionTypes.ComponentsCreated, ConditionTypes.RolloutBlocked])
            .ToHashSet(StringComparer.Ordinal);
        return [.. conditions.Where(condition => known.Remove(condition.Type))];
    }
}
