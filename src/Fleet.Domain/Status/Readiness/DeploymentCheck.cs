using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Sharing;

namespace Fleet.Domain.Status.Readiness;

/// <summary>
/// Whether a Deployment serves. As in the original there is no look at progress or generation: a rolling update that hangs while old
/// pods serve is healthy here, and the rollout gates look for it themselves.
/// </summary>
internal static class DeploymentCheck
{
    public static ComponentVerdict Judge(ComponentKind kind, ObservedObject deployment, ReadinessRules rules)
    {
        var name = deployment.Key.Name;
        if (deployment.Facts is not DeploymentFacts facts)
            return ComponentVerdict.Undetermined(kind, $"the status of Deployment {name}");
        if (rules.ZeroAvailableIsNotReady && facts.AvailableReplicas == 0)
            return ComponentVerdict.NotReady(kind, $"Deployment {name} has zero replicas available");
        return facts.AvailableCondition switch
        {
            null => ComponentVerdict.NotReady(kind, $"Available condition not found for {name}"),
            { Status: Condition.True } => ComponentVerdict.Ready(kind, SharedText.Of($"Deployment {name} healthy")),
            var condition => ComponentVerdict.NotReady(kind, $"Deployment {name}: {condition.Message}"),
        };
    }
}
