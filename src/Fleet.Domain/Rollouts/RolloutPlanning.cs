using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Domain.Rollouts;

/// <summary>A registry as planning sees it.</summary>
/// <param name="Label">The registry's own labels over its cluster's.</param>
/// <param name="ClusterLabel">Its cluster's alone.</param>
/// <param name="Managed">Its managed components; default while none are known.</param>
public sealed record Candidate(
    RegistryKey Key,
    string Uid,
    string? CurrentVersion,
    ClusterMode Mode,
    string? Kubernetes,
    Func<string, string?> Label,
    Func<string, string?> ClusterLabel,
    TimeSpan? LastMigration = null,
    ImmutableArray<ComponentKind> Managed = default)
{
    public static Candidate Of(RegistrySummary registry, ClusterSummary cluster) => new(
        registry.Key,
        registry.Uid,
        registry.CurrentVersion,
        cluster.Mode,
        cluster.Features?.KubernetesVersion,
        name => registry.Labels.GetValueOrDefault(name) ?? cluster.Labels.GetValueOrDefault(name),
        cluster.Labels.GetValueOrDefault,
        registry.LastMigration?.Duration,
        [.. registry.Components.Where(component => component.Managed).Select(component => component.Kind)]);
}

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
    /// <summary>Registries with one value of it share database and storage, and go together.</summary>
    private const string ReplicaSetLabel = "quay-fleet/replica-set";

    private const int NamedAtMost = 5;

    public static PlanOutcome Plan(RolloutSpec spec, IEnumerable<Candidate> fleet, ReleaseCatalog catalog, string author, DateTimeOffset now)
    {
        var target = spec.Version ?? catalog.Channel(spec.Channel)?.Head.ToString();
        if (target is null)
            return Refuse($"spec.target.channel '{spec.Channel}' is in no catalog: use {string.Join(", ", catalog.Channels.Select(channel => channel.Name).TakeLast(8))}");
        var fates = Resolve(spec, [.. fleet], target, catalog);
        if (fates.Count == 0) return Refuse("spec.selector selects no registry: loosen it, or look at the labels with `quayfleet get registries -o wide`");
        var homeless = fates.OfType<Fate.Homeless>().Select(fate => fate.Key).ToList();
        if (homeless.Count > 0)
            return Refuse(
                $"{homeless.Count} selected registries are in no stage ({string.Join(", ", homeless.Take(NamedAtMost))}{(homeless.Count > NamedAtMost ? " and more" : "")}): add a last stage without selector, or exclude them");
        var units = fates.OfType<Fate.Chosen>().ToLookup(fate => fate.Stage, fate => fate.Unit);
        return new PlanOutcome.Planned(new RolloutPlan(
            spec.Name, target, author, now,
            [.. spec.Stages.Select((stage, place) => Of(stage, [.. units[place]]))],
            [.. fates.OfType<Fate.LeftOut>().Select(fate => fate.Refusal)], spec.OnFailure, spec.Unreachable, spec.NewMembers));
    }

    /// <summary>
    /// The registries that have come into the fleet since, as far as the plan's text selects them and they can go to its target; null when there are
    /// none. One that runs nothing yet is waited for.
    /// </summary>
    public static RolloutEvent.Joined? Joining(RolloutState state, RolloutSpec spec, IReadOnlyCollection<Candidate> fleet, ReleaseCatalog catalog, DateTimeOffset now)
    {
        var units = Resolve(spec, fleet, state.Plan.Target, catalog).OfType<Fate.Chosen>()
            .Where(fate => fate.Unit.From is not null && fate.Unit.Members.All(member => state.UnitOf(member.Key) is null))
            .Select(fate => new JoinedUnit(spec.Stages[fate.Stage].Name, fate.Unit)).ToImmutableArray();
        return units.IsEmpty ? null : new RolloutEvent.Joined(now, units);
    }

    private static List<Fate> Resolve(RolloutSpec spec, IReadOnlyCollection<Candidate> fleet, string target, ReleaseCatalog catalog)
    {
        var sets = fleet.Where(candidate => candidate.Label(ReplicaSetLabel) is not null).ToLookup(candidate => candidate.Label(ReplicaSetLabel));
        return [.. fleet
            .Where(candidate => spec.Clusters.Matches(candidate.ClusterLabel) && spec.Registries.Matches(candidate.Label) && !spec.Exclude.Contains(candidate.Key.ToString()))
            .OrderBy(candidate => candidate.Key.ToString(), StringComparer.Ordinal)
            .GroupBy(candidate => candidate.Label(ReplicaSetLabel) ?? candidate.Key.ToString())
            .SelectMany(group => Decide(spec, [.. group], [.. sets[group.Key]], target, catalog))];
    }

    /// <param name="unit">Registries that go together.</param>
    /// <param name="set">All registries of their replica set, selected or not; empty for one that is in none.</param>
    private static IEnumerable<Fate> Decide(RolloutSpec spec, List<Candidate> unit, List<Candidate> set, string target, ReleaseCatalog catalog)
    {
        var places = unit.SelectMany(candidate => spec.Stages.Select((stage, place) => (stage, place)).Where(item => item.stage.Selector.Matches(candidate.Label)).Select(item => item.place)).ToList();
        if (places.Count == 0) return unit.Select(candidate => new Fate.Homeless(candidate.Key));
        var reasons = unit.Select(candidate => (candidate.Key, Why: Reason(candidate, target, catalog))).Where(item => item.Why is not null).ToList();
        var outside = set.Except(unit).FirstOrDefault();
        var other = unit.FirstOrDefault(candidate => candidate.CurrentVersion != unit[0].CurrentVersion);
        if (reasons.Count == 0 && outside is null && other is null)
            return [new Fate.Chosen(places.Min(), new PlannedUnit(
                unit[0].Key, unit[0].Uid, unit[0].CurrentVersion, unit.Any(candidate => candidate.LastMigration is null) ? null : unit.Max(candidate => candidate.LastMigration),
                unit.Count == 1 ? null : [.. unit.Skip(1).Select(candidate => new UnitMember(candidate.Key, candidate.Uid))]))];
        return unit.Select(candidate => new Fate.LeftOut(new PlanRefusal(
            candidate.Key,
            reasons.FirstOrDefault(item => item.Key == candidate.Key).Why
            ?? (reasons.Count > 0 ? Shares($"{reasons[0].Key}: {reasons[0].Why}")
                : outside is not null ? Shares($"{outside.Key}, which spec.selector leaves out: select both or neither")
                : Shares($"{other!.Key}, and they run {unit[0].CurrentVersion ?? "nothing"} and {other.CurrentVersion ?? "nothing"}: bring them to one version first")))));

        string Shares(string with) => $"it shares its database (label {ReplicaSetLabel}) with {with}";
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
        var wish = new VersionWish(target, ChannelSubscription.None);
        return VersionRules.Choose(catalog, wish, candidate.CurrentVersion, candidate.Kubernetes) is VersionChoice.Leave leave
            ? leave.Why.Message
            : DatabaseMajors.Faults(kind => !candidate.Managed.IsDefault && candidate.Managed.Contains(kind), candidate.CurrentVersion, target).FirstOrDefault()?.Message;
    }

    private static PlanOutcome.Refused Refuse(string problem) => new([problem]);

    /// <summary>What becomes of registries that are selected.</summary>
    private abstract record Fate
    {
        /// <param name="Stage">Its place.</param>
        public sealed record Chosen(int Stage, PlannedUnit Unit) : Fate;

        public sealed record LeftOut(PlanRefusal Refusal) : Fate;

        /// <summary>In no stage.</summary>
        public sealed record Homeless(RegistryKey Key) : Fate;
    }
}
