using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// What a pass depends on, as far as watches tell. While it is what the last pass covered, a pass would do nothing new, and none is made.
/// </summary>
/// <param name="Release">With its images: a catalog may come to name others. Null when the registry is to be left alone.</param>
/// <param name="Claim">Of a rollout. Nothing is rendered from it, but a pass that has read it proves what the rollout waits for.</param>
/// <param name="CaVersions">Injected CA bundles are nobody's drift: they are not ours, but what is rendered follows from them.</param>
/// <param name="Autoscalers">Only while they are unmanaged: one that was left decides the number of pods.</param>
/// <param name="Databases">Only while a migration is due, or waits for one of them; a database that restarts later concerns no pass.</param>
public sealed record PassInputs(
    string Uid,
    long Generation,
    bool Deleting,
    QuayRelease? Release,
    string? CurrentVersion,
    string? Claim,
    string? BundleVersion,
    bool BucketBound,
    string? CaVersions,
    string Autoscalers,
    (bool Postgres, bool ClairPostgres) Databases,
    string Migration,
    ClusterFeatures? Features,
    RouterKnowledge? Router,
    OperatorSettings? Operator = null,
    ClusterPolicy? Policy = null)
{
    public static PassInputs Of(
        QuayRegistry registry,
        QuayRegistryStatus status,
        QuayRelease? release,
        string? bundleVersion,
        Func<ComponentKind, ComponentFacts> facts,
        ClusterFeatures? features,
        RouterKnowledge? router,
        OperatorSettings? @operator = null,
        ClusterPolicy? policy = null,
        PassConclusion? last = null)
    {
        var due = status.CurrentVersion != release?.Version || PassHolds.AwaitDatabase(last);
        return new PassInputs(
            registry.Uid,
            registry.Generation,
            registry.DeletionTimestamp is not null,
            release,
            status.CurrentVersion,
            registry.Annotations.GetValueOrDefault(QuayRegistry.ClaimAnnotation),
            bundleVersion,
            facts(ComponentKind.ObjectStorage).BucketBound,
            facts(ComponentKind.Quay).CaVersions,
            registry.Components.Any(component => component is { Kind: "horizontalpodautoscaler", Managed: false }) ? string.Join(',', AutoscaledReplicas.Left(facts)) : "",
            due ? (facts(ComponentKind.Postgres).DatabaseAvailable, facts(ComponentKind.ClairPostgres).DatabaseAvailable) : default,
            Describe(facts(ComponentKind.Quay).UpgradeJob),
            features,
            router,
            @operator,
            policy);
    }

    /// <summary>What a pass over these has covered by how it ended, and by the version of the bundle that it read.</summary>
    public PassInputs Covered(PassConclusion conclusion, string? bundleVersion) => this with
    {
        BundleVersion = bundleVersion ?? BundleVersion,
        Databases = CurrentVersion != Release?.Version || PassHolds.AwaitDatabase(conclusion) ? Databases : default,
    };

    private static string Describe(ObservedObject? job) =>
        $"{MigrationState.Decide(job).GetType().Name}{(job is { Deleting: true } ? " deleting" : "")} {(job?.Facts as JobFacts)?.Migration}";
}
