namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass has to know about the observed side of a component. A change of these starts a pass; mere progress does not.</summary>
/// <param name="UpgradeJob">The migration Job (component quay); null when there is none.</param>
/// <param name="DatabaseAvailable">The database's Deployment has an available replica (postgres, clairpostgres).</param>
/// <param name="CaVersions">Versions of the ConfigMaps that OpenShift injects CA bundles into; null while they are not there (quay).</param>
/// <param name="RolledOut">Every Deployment of the component runs its newest template, with all replicas available.</param>
/// <param name="BucketBound">The ObjectBucketClaim is bound (objectstorage).</param>
public sealed record ComponentFacts(ObservedObject? UpgradeJob, bool DatabaseAvailable, bool BucketBound, string? CaVersions = null, bool RolledOut = false)
{
    public static ComponentFacts None { get; } = new(null, false, false);

    /// <summary>Whether a pass would decide the same; a Job's bookkeeping does not count.</summary>
    public bool Equals(ComponentFacts? other) =>
        other is not null && DatabaseAvailable == other.DatabaseAvailable && BucketBound == other.BucketBound && CaVersions == other.CaVersions && RolledOut == other.RolledOut
        && UpgradeJob?.Uid == other.UpgradeJob?.Uid && UpgradeJob?.Deleting == other.UpgradeJob?.Deleting && Equals(UpgradeJob?.Facts, other.UpgradeJob?.Facts);

    public override int GetHashCode() => HashCode.Combine(DatabaseAvailable, BucketBound, UpgradeJob?.Uid);
}
