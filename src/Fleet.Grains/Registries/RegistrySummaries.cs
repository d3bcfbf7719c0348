using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;

namespace Fleet.Grains.Registries;

/// <summary>What of a picture the fleet shows.</summary>
internal static class RegistrySummaries
{
    public static RegistrySummary Of(RegistryPicture picture, VersionChoice choice, ClusterFacts cluster, PassSchedule schedule, DateTimeOffset now)
    {
        var reconciled = cluster.Mode == ClusterMode.Reconcile;
        var status = reconciled ? picture.Status : picture.Registry?.Status ?? QuayRegistryStatus.Empty;
        return new RegistrySummary(
            picture.Key,
            picture.Registry?.Uid ?? "",
            picture.Registry?.Labels ?? ImmutableSortedDictionary<string, string>.Empty,
            status.CurrentVersion,
            reconciled ? choice.Target : status.CurrentVersion,
            status.Conditions.Find(ConditionTypes.Available) is { IsTrue: true },
            picture.IsPaused,
            status.RegistryEndpoint,
            status.Conditions,
            Components(picture),
            Blockers(picture, choice, status, cluster, schedule, now),
            picture.ObservedAt,
            reconciled ? picture.Upgrade(choice, cluster) : null,
            reconciled ? choice.Pending : null);
    }

    /// <summary>Whether two summaries show the same, whenever they were observed.</summary>
    public static bool SaysTheSame(RegistrySummary? a, RegistrySummary? b) =>
        a is not null && b is not null
        && a.Key == b.Key && a.Uid == b.Uid && a.CurrentVersion == b.CurrentVersion && a.TargetVersion == b.TargetVersion
        && a.Upgrade == b.Upgrade && a.Pending == b.Pending && a.LastMigration == b.LastMigration
        && a.Available == b.Available && a.Paused == b.Paused && a.RegistryEndpoint == b.RegistryEndpoint
        && a.Labels.SequenceEqual(b.Labels)
        && a.Conditions.SequenceEqual(b.Conditions)
        && a.Blockers.SequenceEqual(b.Blockers)
        && a.Components.Length == b.Components.Length
        && a.Components.Zip(b.Components).All(pair =>
            pair.First with { Objects = [] } == pair.Second with { Objects = [] } && pair.First.Objects.SequenceEqual(pair.Second.Objects));

    private static ImmutableArray<ComponentSummary> Components(RegistryPicture picture)
    {
        var components = ImmutableArray.CreateBuilder<ComponentSummary>();
        foreach (var component in picture.Components)
        {
            if (!ComponentKinds.TryParse(component.Kind, out var kind)) continue;
            var report = picture.Reports.TryGetValue(kind, out var numbered) ? numbered.Value : null;
            components.Add(new ComponentSummary(
                kind,
                component.Managed,
                report?.Verdict is { IsTrue: true },
                report?.Verdict?.Reason ?? "NotObserved",
                report?.Verdict?.Message ?? "Nothing has been observed yet",
                report?.Objects ?? []));
        }
        return components.ToImmutable();
    }

    private static ImmutableArray<Blocker> Blockers(
        RegistryPicture picture, VersionChoice choice, QuayRegistryStatus status, ClusterFacts cluster, PassSchedule schedule, DateTimeOffset now)
    {
        var reconciled = cluster.Mode == ClusterMode.Reconcile;
        var blockers = ImmutableArray.CreateBuilder<Blocker>();
        blockers.AddRange(Domain.Status.Blockers.Explain(new BlockerFacts(
            status.Conditions,
            reconciled && picture.Synced
                ? ConditionFold.Evaluate(picture.Verdicts.ToImmutableDictionary(verdict => verdict.Kind), picture.Rules(choice))
                : [],
            // How fresh this is, is computed by whoever reads it.
            Freshness.Live,
            picture.IsPaused || cluster.WriteBlocker?.Code == BlockerCodes.Paused,
            picture.ForeignWrite is { } write ? $"Not written to: {write}. Remove the operator, then `quayfleet cluster resume`." : Fence(cluster),
            CrdMissing: false,
            schedule.DueAt is { } due && due != default ? due : null,
            (picture.Conclusion as PassConclusion.Blocked)?.Others ?? [])));
        if (!reconciled) return blockers.ToImmutable();
        if (cluster.WriteBlocker is { Code: BlockerCodes.FleetStopped } stopped) blockers.Insert(0, stopped);
        if (picture.Registry is not null && choice is VersionChoice.Leave leave) blockers.Insert(0, leave.Why);
        switch (picture.Conclusion)
        {
            case PassConclusion.Waiting waiting:
                blockers.Insert(0, waiting.Blocker);
                break;
            case PassConclusion.Applied { Holds: var holds }:
                blockers.InsertRange(0, holds);
                break;
        }
        if (picture.PassProblem is { } failed) blockers.Insert(0, new Blocker(BlockerCodes.PassFailed, failed, schedule.DueAt));
        if (schedule.IsContested(now))
            blockers.Insert(0, new Blocker(
                BlockerCodes.Contested, $"Somebody undoes what the fleet applies as fast as it is applied{((picture.DriftText ?? schedule.Repaired) is { } drift ? $": {drift}" : "")}.", schedule.DueAt ?? schedule.ContestedUntil));
        return blockers.ToImmutable();
    }

    private static string? Fence(ClusterFacts cluster) => cluster.WriteBlocker is { } blocker && blocker.Code is not (BlockerCodes.Paused or BlockerCodes.FleetStopped) ? blocker.Message : null;
}
