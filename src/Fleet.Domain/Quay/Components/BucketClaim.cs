using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Reconciliation;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>Asks NooBaa for the bucket images are stored in.</summary>
internal static class BucketClaim
{
    public const string Suffix = "quay-datastore";

    public static IEnumerable<Manifest> Objects() =>
    [
        new(ResourceKind.ObjectBucketClaim, "v1alpha1", Suffix, Map(("spec", Map(
            ("generateBucketName", Suffix),
            ("storageClassName", "openshift-storage.noobaa.io"),
            ("additionalConfig", Map(("bucketclass", "noobaa-default-bucket-class")))))))
        {
            ComponentLabel = Suffix,
        },
    ];
}
