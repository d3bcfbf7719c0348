using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Rollouts;

/// <summary>A registry as planning sees it.</summary>
/// <param name="Label">The registry's own labels over its cluster's.</param>
/// <param name="ClusterLabel">Its cluster's alone.</param>
public sealed record Candidate(
    RegistryKey Key,
    string Uid,
    string? CurrentVersion,
    ClusterMode Mode,
    string? Kubernetes,
    Func<string, string?> Label,
    Func<string, string?> ClusterLabel,
    TimeSpan? LastMigration = null);

/// <summary>What planning came to.</summary>
public abstract record PlanOutcome
{
    private PlanOutcome()
    {
    }

    public sealed record Planned(RolloutPlan Plan) : PlanOutcome;

    /// <summary>Nothing can be planned; each problem says what to change.</summary>
    public sealed record Refused(ImmutableArray<string> Problems) : PlanOutcome;
}

/// <summary>Resolves a rollout against the fleet: which registries, in which stage, and which of them cannot go there.</summary>
public static class RolloutPlanning
{
    /// <summary>Registries that share a database would have to go together, which this release does not do.</summary>
    private const string ReplicaSetLabel = "quay-fleet/replica-set";

    private const int NamedAtMost = 5;

    public static PlanOutcome Plan(RolloutSpec spec, IEnumerable<Candidate> fleet, ReleaseCatalog catalog, string author, DateTimeOffset now)
    {
        var target = spec.Version ?? catalog.Channel(spec.Channel)?.Head.ToString();
        if (target is null)
            return Refuse($"spec.target.channel '{spec.Channel}' is in no catalog: use {string.Join(", ", catalog.Channels.Select(channel => channel.Name).TakeLast(8))}");
        var selected = fleet.Where(candidate => spec.Clusters.Matches(candidate.ClusterLabel) && spec.Registries.Matches(candidate.Label) && !spec.Exclude.Contains(candidate.Key.ToString()))
            .OrderBy(candidate => candidate.Key.ToString(), StringComparer.Ordinal).ToList();
        if (selected.Count == 0) return Refuse("spec.selector selects no registry: loosen it, or look at the labels with `quayfleet get registries -o wide`");

        var refusals = ImmutableArray.CreateBuilder<PlanRefusal>();
        var stages = spec.Stages.Select(_ => ImmutableArray.CreateBuilder<PlannedUnit>()).ToList();
        var homeless = new List<RegistryKey>();
        foreach (var candidate in selected)
        {
            var stage = spec.Stages.Select((stage, place) => (stage, place)).Where(item => item.stage.Selector.Matches(candidate.Label)).Select(item => (int?)item.place).FirstOrDefault();
            if (stage is not { } place) homeless.Add(candidate.Key);
            else if (Reason(candidate, target, catalog) is { } reason) refusals.Add(new PlanRefusal(candidate.Key, reason));
            else stages[place].Add(new PlannedUnit(candidate.Key, candidate.Uid, candidate.CurrentVersion, candidate.LastMigration));
        }
        if (homeless.Count > 0)
            return Refuse(
                $"{homeless.Count} selected registries are in no stage ({string.Join(", ", homeless.Take(NamedAtMost))}{(homeless.Count > NamedAtMost ? " and more" : "")}): add a last stage without selector, or exclude them");
        return new PlanOutcome.Planned(new RolloutPlan(
            spec.Name, target, author, now,
            [.. spec.Stages.Zip(stages, (stage, units) => Of(stage, units.ToImmutable()))],
            refusals.ToImmutable(), spec.OnFailure, spec.Unreachable));
    }

    private static PlannedStage Of(StageSpec stage, ImmutableArray<PlannedUnit> units) => new(
        stage.Name,
        units,
        Math.Max(1, stage.MaxConcurrency.Of(units.Length)),
        stage.FailureBudget?.Of(units.Length),
        stage.MinSuccess,
        stage.ProgressDeadline,
        stage.Soak,
        stage.SoakDeadline,
        stage.Before,
        stage.After);

    private static string? Reason(Candidate candidate, string target, ReleaseCatalog catalog)
    {
        if (candidate.Mode != ClusterMode.Reconcile) return $"its cluster is in mode {candidate.Mode.ToString().ToLowerInvariant()}: the fleet does not upgrade it";
        if (candidate.Label(ReplicaSetLabel) is not null) return $"it shares a database (label {ReplicaSetLabel}): upgrade the registries of the set together by hand";
        var wish = new VersionWish(target, ChannelSubscription.None);
        return VersionRules.Choose(catalog, wish, candidate.CurrentVersion, candidate.Kubernetes) is VersionChoice.Leave leave
            ? leave.Why.Message
            : null;
    }

    private static PlanOutcome.Refused Refuse(string problem) => new([problem]);
}
