using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>From 3.16 both databases are judged alike: the Deployment's presence, its volume claim, then the Deployment.</summary>
internal static class DatabaseReadiness
{
    public static ComponentVerdict Judge(ReadinessInput input, ComponentKind kind, string label, string suffix, string claimSuffix)
    {
        if (input.Unseen(ResourceKind.Deployment, ResourceKind.PersistentVolumeClaim) is { } unseen)
            return ComponentVerdict.Undetermined(kind, unseen.ToString());
        var name = input.Registry.NameOf(suffix);
        var deployment = input.Find(ResourceKind.Deployment, suffix);
        if (deployment is null) return ComponentVerdict.NotReady(kind, $"{label} deployment {name} not found");
        if (!input.Registry.Owns(deployment)) return ComponentVerdict.NotReady(kind, $"{label} deployment {name} not owned by QuayRegistry");

        var claimName = input.Registry.NameOf(claimSuffix);
        return input.Find(ResourceKind.PersistentVolumeClaim, claimSuffix) switch
        {
            null => ComponentVerdict.NotReady(kind, $"PersistentVolumeClaim {claimName} not found"),
            { Facts: VolumeClaimFacts { Phase: "Pending" } } => new ComponentVerdict(
                kind, Condition.False, ConditionReasons.PvcPending, $"{label} PersistentVolumeClaim {claimName} is pending"),
            _ => DeploymentCheck.Judge(kind, deployment, input.Rules),
        };
    }
}
