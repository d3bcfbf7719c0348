using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>
/// What an override of <c>replicas: 0</c> means for Clair and Mirror: done is ready. Null when no such override is set; other kinds do
/// not support it.
/// </summary>
internal static class ScaledToZero
{
    public static ComponentVerdict? Judge(ReadinessInput input, ComponentKind kind, string label, ObservedObject deployment)
    {
        if (kind is not (ComponentKind.Clair or ComponentKind.Mirror) || !input.ScaledToZero.Contains(kind)) return null;
        return deployment.Facts switch
        {
            DeploymentFacts { AvailableReplicas: 0 } => ComponentVerdict.Ready(kind, $"{label} manually scaled down"),
            DeploymentFacts => ComponentVerdict.NotReady(kind, $"{label} component is being scaled down"),
            _ => ComponentVerdict.Undetermined(kind, $"the status of Deployment {deployment.Key.Name}"),
        };
    }
}
