using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>A component that is one Deployment, spoken of by the component's name: Postgres, Redis, Mirror.</summary>
internal static class NamedDeployment
{
    public static ComponentVerdict Judge(ReadinessInput input, ComponentKind kind, string label, string suffix)
    {
        if (input.Unseen(ResourceKind.Deployment) is { } unseen) return ComponentVerdict.Undetermined(kind, unseen.ToString());
        var deployment = input.Find(ResourceKind.Deployment, suffix);
        if (deployment is null) return ComponentVerdict.NotReady(kind, $"{label} deployment not found");
        if (!input.Registry.Owns(deployment)) return ComponentVerdict.NotReady(kind, $"{label} deployment not owned by QuayRegistry");
        return ScaledToZero.Judge(input, kind, label, deployment) ?? DeploymentCheck.Judge(kind, deployment, input.Rules);
    }
}
