using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The first bucket claim the registry owns is bound.</summary>
internal static class ObjectStorageReadiness
{
    private const ComponentKind Kind = ComponentKind.ObjectStorage;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (!input.IsManaged(Kind)) return ComponentVerdict.NotManaged(Kind, "Object storage not managed by the operator");
        if (input.Unseen(ResourceKind.ObjectBucketClaim) is { } unseen) return ComponentVerdict.Undetermined(Kind, unseen.ToString());
        return input.Objects.FirstOwned(ResourceKind.ObjectBucketClaim, input.Registry) switch
        {
            null => ComponentVerdict.NotReady(Kind, "Unable to locate object bucket claim"),
            { Facts: BucketClaimFacts { Phase: "Bound" } } => ComponentVerdict.Ready(Kind, "Object bucket claim bound"),
            _ => ComponentVerdict.NotReady(Kind, "Object bucket claim not bound"),
        };
    }
}
