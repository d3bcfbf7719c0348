using System.Collections.Immutable;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Status;

/// <summary>Says why a registry is not where it should be, outermost cause first: the cluster, the pass, the migration, the components.</summary>
public static class Blockers
{
    private const string Awaiting = "Awaiting for component ";

    /// <summary>Empty when nothing waits. Every registry that is not available, or whose observation is not live, has at least one.</summary>
    public static ImmutableArray<Blocker> Explain(BlockerFacts facts) =>
    [
        .. OfCluster(facts),
        .. OfPass(facts),
        .. OfMigration(facts),
        .. facts.Verdicts.IsDefaultOrEmpty ? OfConditions(facts) : OfVerdicts(facts),
    ];

    /// <summary>Why an observation cannot be trusted now; null while it is live.</summary>
    public static Blocker? OfFreshness(Freshness freshness) => freshness switch
    {
        Freshness.Live => null,
        Freshness.Unreachable =>
            new Blocker(BlockerCodes.Unreachable, "The cluster's API server does not answer; what is shown is the last known state."),
        Freshness.Unauthorised =>
            new Blocker(BlockerCodes.Unauthorised, "The cluster refuses our credentials: renew them with `quayfleet cluster rotate`."),
        Freshness.Stale =>
            new Blocker(BlockerCodes.Stale, "Nothing has been heard from the cluster lately; what is shown is the last known state."),
        _ => throw new ArgumentOutOfRangeException(nameof(freshness), freshness, "unknown freshness"),
    };

    private static IEnumerable<Blocker> OfCluster(BlockerFacts facts)
    {
        if (OfFreshness(facts.Freshness) is { } notLive) yield return notLive;
        if (facts.CrdMissing)
            yield return new Blocker(
                BlockerCodes.CrdMissing, "The cluster does not serve quay.redhat.com/v1 QuayRegistry: apply deploy/member-cluster/crds.");
        if (facts.Fence is { } fence) yield return new Blocker(BlockerCodes.Fenced, fence);
        if (facts.Paused)
            yield return new Blocker(BlockerCodes.Paused, "Paused: nothing is written until it is resumed.");
    }

    private static IEnumerable<Blocker> OfPass(BlockerFacts facts)
    {
        if (facts.Conditions.Find(ConditionTypes.RolloutBlocked) is not { IsTrue: true } blocked) yield break;
        yield return OfRefusal(blocked.Reason, blocked.Message, facts.NextPass);
        foreach (var other in facts.Others.IsDefault ? [] : facts.Others) yield return OfRefusal(other.Reason, other.Message, facts.NextPass);
    }

    private static Blocker OfRefusal(string reason, string message, DateTimeOffset? nextPass)
    {
        var code = reason switch
        {
            ConditionReasons.ConfigInvalid => BlockerCodes.ConfigInvalid,
            ConditionReasons.ComponentOverrideInvalid => BlockerCodes.OverrideInvalid,
            ConditionReasons.ComponentCreationFailed => BlockerCodes.CreationFailed,
            ConditionReasons.RouteComponentDependencyError => BlockerCodes.RouteDependency,
            ConditionReasons.ObjectStorageComponentDependencyError => BlockerCodes.StorageDependency,
            ConditionReasons.MonitoringComponentDependencyError => BlockerCodes.MonitoringDependency,
            ConditionReasons.PostgresUpgradeFailed => BlockerCodes.DatabaseUpgradeFailed,
            ConditionReasons.UpgradeUnsupported => BlockerCodes.UpgradeRefused,
            _ => BlockerCodes.RolloutBlocked,
        };
        var remedy = Remedies.For(code, message);
        return new Blocker(code, remedy is null ? message : $"{message}: {remedy}", nextPass);
    }

    private static IEnumerable<Blocker> OfMigration(BlockerFacts facts)
    {
        if (facts.Conditions.Find(ConditionTypes.ComponentsCreated) is not { IsTrue: false } created) yield break;
        var code = created.Reason switch
        {
            ConditionReasons.MigrationsInProgress => BlockerCodes.MigrationRunning,
            ConditionReasons.MigrationsFailed => BlockerCodes.MigrationFailed,
            ConditionReasons.MigrationsJobMissing => BlockerCodes.MigrationJobMissing,
            ConditionReasons.PostgresUpgradeInProgress => BlockerCodes.DatabaseUpgradeRunning,
            ConditionReasons.PostgresUpgradeFailed => BlockerCodes.DatabaseUpgradeFailed,
            _ => BlockerCodes.MigrationFailed,
        };
        // A running Job ends by itself; the others are tried again by the next pass.
        var ends = code is BlockerCodes.MigrationRunning or BlockerCodes.DatabaseUpgradeRunning ? null : facts.NextPass;
        var remedy = Remedies.For(code, created.Message);
        yield return new Blocker(code, remedy is null ? created.Message : $"{created.Message}: {remedy}", ends);
    }

    private static IEnumerable<Blocker> OfVerdicts(BlockerFacts facts) =>
        from verdict in facts.Verdicts
        where !verdict.IsTrue && !verdict.Message.StartsWith(Awaiting, StringComparison.Ordinal)
        let remedy = Remedies.ForComponent(verdict.Message, facts.Verdicts)
        select new Blocker(ComponentCode(verdict.Reason, verdict.IsDetermined), $"{verdict.Kind.ApiName()}: {verdict.Message}{(remedy is null ? "" : $": {remedy}")}");

    // Somebody else's condition types need not be ours, so the type itself is the name.
    private static IEnumerable<Blocker> OfConditions(BlockerFacts facts)
    {
        var notReady = facts.Conditions
            .Where(condition => condition.Type is not (ConditionTypes.Available or ConditionTypes.RolloutBlocked or ConditionTypes.ComponentsCreated))
            .Where(condition => !condition.IsTrue)
            .ToArray();
        var roots = notReady.Where(condition => !condition.Message.StartsWith(Awaiting, StringComparison.Ordinal)).ToArray();
        foreach (var condition in roots.Length > 0 ? roots : notReady)
            yield return new Blocker(
                ComponentCode(condition.Reason, condition.Status != Condition.Unknown), $"{condition.Type}: {condition.Message}");

        // The older model has no condition per component, and a registry nobody has looked at has none at all.
        if (notReady.Length > 0) yield break;
        switch (facts.Conditions.Find(ConditionTypes.Available))
        {
            case null:
                yield return new Blocker(BlockerCodes.NotObserved, "No status has been written for this registry yet.", facts.NextPass);
                break;
            case { IsTrue: false } available:
                yield return new Blocker(BlockerCodes.ComponentNotReady, available.Message);
                break;
        }
    }

    private static string ComponentCode(string reason, bool determined) => (reason, determined) switch
    {
        (_, false) => BlockerCodes.NotObserved,
        (ConditionReasons.PvcPending or ConditionReasons.PvcProvisioningFailed, _) => BlockerCodes.VolumePending,
        _ => BlockerCodes.ComponentNotReady,
    };
}
