using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;
using Fleet.Grains.Catalog;
using Fleet.Grains.Clusters;

namespace Fleet.Grains.Registries;

/// <summary>
/// All that is known of a registry: what the watch showed, what components reported, how the last pass ended, and the status that follows.
/// Immutable; the grain replaces it turn by turn.
/// </summary>
/// <param name="Synced">The session has shown everything the registry owns.</param>
/// <param name="Status">The status as it should be; the registry's own may lag behind.</param>
/// <param name="Covered">What the last pass knew; null before the first.</param>
internal sealed record RegistryPicture(
    RegistryKey Key,
    long Session,
    bool Synced,
    DateTimeOffset ObservedAt,
    string ResourceVersion,
    QuayRegistry? Registry,
    QuayRegistryStatus Status,
    BundleFacts Bundle,
    string? BundleVersion,
    ImmutableDictionary<ComponentKind, Numbered<ComponentReport>> Reports,
    PassConclusion? Conclusion,
    string? PassProblem,
    PassInputs? Covered)
{
    public static RegistryPicture Unknown(RegistryKey key) => new(
        key, 0, false, default, "", null, QuayRegistryStatus.Empty, BundleFacts.Unread, null,
        ImmutableDictionary<ComponentKind, Numbered<ComponentReport>>.Empty, null, null, null);

    /// <summary>Takes the registry as observed; an older version than the one known is ignored.</summary>
    public RegistryPicture Observe(long session, DateTimeOffset at, string resourceVersion, QuayRegistry observed)
    {
        if (Registry is not null && Registry.Uid != observed.Uid) return Unknown(Key).Observe(session, at, resourceVersion, observed);
        if (session == Session && Drift.IsOlder(resourceVersion, ResourceVersion)) return this;
        return this with
        {
            Session = session,
            Synced = Synced && session == Session,
            ObservedAt = at,
            ResourceVersion = resourceVersion,
            Registry = observed,
            Status = Registry is null ? observed.Status : Status,
        };
    }

    /// <summary>Takes a component's report; the same picture when a newer one is known.</summary>
    public RegistryPicture Take(Numbered<ComponentReport> report, DateTimeOffset at) =>
        Reports.TryGetValue(report.Value.Kind, out var known) && !report.IsNewerThan(known.Epoch, known.Sequence)
            ? this
            : this with { Reports = Reports.SetItem(report.Value.Kind, report), ObservedAt = at };

    /// <summary>Takes the end of a pass. What came to be known after the pass last looked is not covered by it, and asks for another one.</summary>
    public RegistryPicture Conclude(PassFinished finished, PassInputs? covered, DateTimeOffset now)
    {
        // Deleted and made anew meanwhile: nothing that the pass did or found was about this one.
        if (covered is not null && Registry is not null && Registry.Uid != covered.Uid) return this;
        var next = finished.Registry is { Facts: QuayRegistryFacts { Registry: var written } } answer
            ? Observe(Session, now, answer.ResourceVersion, written)
            : this;
        if (finished.Conclusion is not { } conclusion) return next with { PassProblem = finished.Problem };
        return next with
        {
            Conclusion = conclusion,
            PassProblem = null,
            Bundle = finished.Bundle,
            BundleVersion = next.IsNews(finished.BundleResourceVersion, covered) ? next.BundleVersion : finished.BundleResourceVersion,
            Status = StatusRules.After(next.Status, conclusion, now),
            Covered = covered?.Covered(conclusion, finished.BundleResourceVersion),
        };
    }

    /// <summary>Takes a pass of an earlier activation, which was found to have covered what is known now.</summary>
    public RegistryPicture Recall(CompletePass complete, PassInputs inputs, DateTimeOffset now) => this with
    {
        Conclusion = complete.Conclusion,
        Bundle = complete.Bundle,
        Status = StatusRules.After(Status, complete.Conclusion, now),
        Covered = inputs,
    };

    /// <summary>Whether the bundle was announced anew after the pass looked. A pass may also have read a version that is yet to be announced.</summary>
    private bool IsNews(string? read, PassInputs? covered) =>
        read is null || (BundleVersion != covered?.BundleVersion && !(BundleVersion is { } announced && Drift.IsOlder(announced, read)));

    /// <summary>The status that follows from what the components say; the fold is left alone while one of them cannot be judged.</summary>
    public RegistryPicture Judge(VersionChoice choice, DateTimeOffset now)
    {
        var status = Synced ? StatusRules.Fold(Status, Verdicts, now, Rules(choice)) : Status;
        if (Synced) status = StatusRules.Migrate(status, FactsOf(ComponentKind.Quay).UpgradeJob, (Conclusion as PassConclusion.Applied)?.ReplacedJob, now);
        return this with { Status = status };
    }

    public PassInputs? Inputs(VersionChoice choice, ClusterFacts facts) => Registry is null
        ? null
        : PassInputs.Of(
            Registry, Status, (choice as VersionChoice.Run)?.Release, BundleVersion, FactsOf, facts.Features,
            facts.Router is { } router ? new RouterKnowledge(router.AppsDomain, router.Certificate) : null,
            facts.Operator?.Settings,
            facts.Policy,
            Conclusion);

    /// <summary>Every component has said what it makes of what the session has shown.</summary>
    public bool IsJudged => Synced && Reports.Count == ComponentKinds.All.Length && Reports.Values.All(report => report.Value.Verdict is not null);

    /// <summary>Whether a pass may start: not before the watch has shown everything, and not against another writer.</summary>
    public bool MayReconcile => IsJudged && Registry is not null && !IsPaused && ForeignWrite is null;

    /// <summary>The migration Job runs, and everything else waits for it.</summary>
    public bool IsMigrating =>
        Status.Conditions.Find(ConditionTypes.ComponentsCreated)?.Reason == ConditionReasons.MigrationsInProgress
        && MigrationState.Decide(FactsOf(ComponentKind.Quay).UpgradeJob) is MigrationState.Running;

    /// <summary>Available, with every workload on its newest template: nothing mounts what earlier templates did.</summary>
    public bool IsRolledOut =>
        Status.Conditions.Find(ConditionTypes.Available) is { IsTrue: true } && Reports.Values.All(report => report.Value.Facts.RolledOut);

    public bool IsPaused => Registry?.Annotations.GetValueOrDefault(QuayRegistry.PausedAnnotation) == "true";

    public string? ForeignWrite => Reports.Values.Select(report => report.Value.ForeignWrite).FirstOrDefault(write => write is not null);

    /// <summary>What somebody changed or deleted, for people; null when everything is as applied.</summary>
    public string? DriftText => Reports.Values.Select(report => report.Value.Drift).FirstOrDefault(drift => drift is not null);

    /// <summary>The effective components: as the last pass completed them, else as the user listed them.</summary>
    public ImmutableArray<ComponentSpec> Components =>
        Conclusion is PassConclusion.Applied applied ? applied.Components : Registry?.Components ?? [];

    public IEnumerable<ComponentVerdict> Verdicts => Reports.Values.Select(report => report.Value.Verdict).OfType<ComponentVerdict>();

    public ComponentFacts FactsOf(ComponentKind kind) => Reports.TryGetValue(kind, out var report) ? report.Value.Facts : ComponentFacts.None;

    /// <summary>What the registry is meant to run.</summary>
    public VersionChoice Choose(ClusterFacts facts)
    {
        var wish = Registry is null ? VersionWish.None : VersionWish.Of(Registry);
        var choice = VersionRules.Choose(
            facts.Catalog?.Catalog ?? ReleaseCatalog.BuiltIn,
            facts.Catalog?.Approvals ?? FleetCatalog.NoApprovals,
            wish,
            facts.Subscription,
            RunningVersion,
            facts.Features?.KubernetesVersion);
        return WithImages(choice, wish, facts);
    }

    /// <summary>The images of who says more closely: the registry, its cluster, the operator that deployed it, the catalog.</summary>
    public VersionChoice WithImages(VersionChoice choice, VersionWish wish, ClusterFacts facts) =>
        (facts.Operator?.Apply(choice, RunningVersion) ?? choice).With((wish.Images ?? new ReleaseImages()).Or(facts.Policy.Images));

    /// <summary>
    /// What runs, as its cluster has it: what comes next must not begin before a process that starts anew would begin it too. A new registry has
    /// nothing to be mistaken for.
    /// </summary>
    public string? RunningVersion => Registry?.Status.CurrentVersion ?? Status.CurrentVersion;

    public bool IsDeleting => Registry?.DeletionTimestamp is not null;

    /// <summary>What is left alone goes on being judged as the release that it is.</summary>
    public ReadinessRules Rules(VersionChoice choice) =>
        choice is VersionChoice.Run { Release.Minor: var wanted } ? ReadinessRules.ForMinor(wanted.Minor)
        : ReleaseMinor.TryParse(Status.CurrentVersion, null, out var running) && running.IsSupported ? ReadinessRules.ForMinor(running.Minor)
        : ReadinessRules.Reference;

    /// <summary>How far the registry is on its way to the version it is meant to run.</summary>
    public UpgradeObservation Upgrade(VersionChoice choice, ClusterFacts facts)
    {
        var covered = Covered is { } last && last == Inputs(choice, facts) ? last : null;
        return new UpgradeObservation(
            Covered?.Claim,
            covered is not null && PassProblem is null && DriftText is null && Status.CurrentVersion == choice.Target
                && Conclusion is PassConclusion.Applied { LeftNothing: true } applied && applied.TargetVersion == choice.Target
                && !Reports.IsEmpty && Reports.Values.All(report => report.Value.Facts.RolledOut),
            Registry?.Annotations.GetValueOrDefault(QuayRegistry.ClaimAnnotation));
    }

    /// <summary>What the components have to know; null while there is no registry.</summary>
    public ComponentContext? Context(VersionChoice choice, ClusterFeatures? features)
    {
        if (Registry is null) return null;
        var rules = Rules(choice);
        ImmutableHashSet<ComponentKind> managed = [.. Known(component => component.Managed)];
        return new ComponentContext(
            Synced ? Session : 0,
            RegistryIdentity.Of(Registry),
            // Unlisted, it is there when Clair is.
            rules.ClairIncludesDatabase && managed.Contains(ComponentKind.Clair) ? managed.Add(ComponentKind.ClairPostgres) : managed,
            [.. Known(component => component.Overrides?.Replicas == 0)],
            Bundle with { Named = Registry.ConfigBundleSecret is not null },
            rules,
            Unserved(features),
            Status.Conditions.Find(ConditionTypes.ComponentsCreated) is { IsTrue: true });
    }

    private IEnumerable<ComponentKind> Known(Func<ComponentSpec, bool> chosen)
    {
        foreach (var component in Components.Where(chosen))
            if (ComponentKinds.TryParse(component.Kind, out var kind)) yield return kind;
    }

    private static ImmutableHashSet<ResourceKind> Unserved(ClusterFeatures? features)
    {
        var kinds = ImmutableHashSet.CreateBuilder<ResourceKind>();
        if (features is not { Routes: true }) kinds.Add(ResourceKind.Route);
        if (features is not { ObjectBucketClaims: true }) kinds.Add(ResourceKind.ObjectBucketClaim);
        if (features is not { Prometheus: true }) kinds.UnionWith([ResourceKind.ServiceMonitor, ResourceKind.PrometheusRule]);
        return kinds.ToImmutable();
    }
}
