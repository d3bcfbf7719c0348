using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Rollouts;

/// <summary>Which units a rollback brings back to what they ran at planning.</summary>
public static class RolloutRollback
{
    /// <param name="noWayBack">Why a unit cannot go back; null when it can.</param>
    public static (ImmutableArray<RegistryKey> Units, ImmutableArray<PlanRefusal> Refusals) Of(RolloutState state, Func<PlannedUnit, string?> noWayBack)
    {
        var units = ImmutableArray.CreateBuilder<RegistryKey>();
        var refusals = ImmutableArray.CreateBuilder<PlanRefusal>();
        foreach (var unit in state.Units.Values.Where(unit => unit is { Attempt: > 0, Phase: not UnitPhase.RolledBack }).Select(unit => unit.Unit).OrderBy(unit => unit.Key.ToString(), StringComparer.Ordinal))
        {
            if (noWayBack(unit) is { } reason) refusals.Add(new PlanRefusal(unit.Key, reason));
            else units.Add(unit.Key);
        }
        return (units.ToImmutable(), refusals.ToImmutable());
    }

    /// <summary>
    /// Why what was upgraded cannot go back; null when it can. Asked of the versions and not of what runs: a migration that was under way may have
    /// changed the database although the registry still counts as of its old version.
    /// </summary>
    public static string? NoWayBack(ReleaseCatalog catalog, string target, PlannedUnit unit)
    {
        if (string.IsNullOrEmpty(unit.From)) return "nothing ran before the rollout";
        return UpgradeRules.Decide(catalog, target, unit.From) switch
        {
            UpgradeDecision.Allowed { Kind: UpgradeKind.Same } => $"it ran {target} before the rollout",
            UpgradeDecision.Allowed => null,
            UpgradeDecision.Refused refused => refused.Reason,
            _ => throw new InvalidOperationException("A change of version is allowed or refused."),
        };
    }
}
