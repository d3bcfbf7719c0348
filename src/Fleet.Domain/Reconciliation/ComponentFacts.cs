using Fleet.Domain.Quay.Components;
using Fleet.Domain.Sharing;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass has to know about the observed side of a component. A change of these starts a pass; mere progress does not.</summary>
/// <param name="UpgradeJob">The migration Job (component quay); null when there is none.</param>
/// <param name="DatabaseAvailable">The database's Deployment has an available replica (postgres, clairpostgres).</param>
/// <param name="CaVersions">Versions of the ConfigMaps that OpenShift injects CA bundles into; null while they are not there (quay).</param>
/// <param name="RolledOut">Every Deployment of the component runs its newest template, with all replicas available.</param>
/// <param name="BucketBound">The ObjectBucketClaim is bound (objectstorage).</param>
/// <param name="Autoscalers">Names of the Deployments that autoscalers are there for, in order, with commas between them.</param>
public sealed record ComponentFacts(
    ObservedObject? UpgradeJob, bool DatabaseAvailable, bool BucketBound, string? CaVersions = null, bool RolledOut = false, string Autoscalers = "")
{
    public static ComponentFacts None { get; } = new(null, false, false);

    /// <param name="observed">The component's objects.</param>
    public static ComponentFacts Of(ObjectTable<ObservedObject> observed, RegistryIdentity registry)
    {
        return new ComponentFacts(
            Find(ResourceKind.Job, QuayUpgrade.Suffix),
            Available("quay-database") || Available("clair-postgres"),
            Find(ResourceKind.ObjectBucketClaim, "quay-datastore")?.Facts is BucketClaimFacts { Phase: "Bound" },
            Find(ResourceKind.ConfigMap, "cluster-service-ca") is { } service
                ? $"{service.ResourceVersion}/{Find(ResourceKind.ConfigMap, "cluster-trusted-ca")?.ResourceVersion}"
                : null,
            observed.Items.All(IsRolledOut),
            SharedText.Of(string.Join(',', observed.Items.Select(o => (o.Facts as AutoscalerFacts)?.Target).OfType<string>().Order(StringComparer.Ordinal))));

        bool Available(string suffix) => Find(ResourceKind.Deployment, suffix)?.Facts is DeploymentFacts { AvailableReplicas: > 0 };

        ObservedObject? Find(ResourceKind kind, string suffix) => observed[new ObjectKey(kind, registry.Namespace, registry.NameOf(suffix))];
    }

    /// <summary>Whether a pass would decide the same; a Job's bookkeeping does not count.</summary>
    public bool Equals(ComponentFacts? other) =>
        other is not null && DatabaseAvailable == other.DatabaseAvailable && BucketBound == other.BucketBound && CaVersions == other.CaVersions && RolledOut == other.RolledOut
        && Autoscalers == other.Autoscalers && UpgradeJob?.Uid == other.UpgradeJob?.Uid && UpgradeJob?.Deleting == other.UpgradeJob?.Deleting && Equals(UpgradeJob?.Facts, other.UpgradeJob?.Facts);

    public override int GetHashCode() => HashCode.Combine(DatabaseAvailable, BucketBound, UpgradeJob?.Uid);

    private static bool IsRolledOut(ObservedObject observed) => observed.Facts is not DeploymentFacts d
        || (d.ObservedGeneration >= observed.Generation && d.UpdatedReplicas == d.DesiredReplicas && d.AvailableReplicas == d.DesiredReplicas);
}
