using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The migration has succeeded, and Quay and its config editor serve. Always managed.</summary>
internal static class QuayReadiness
{
    private const ComponentKind Kind = ComponentKind.Quay;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (input.Unseen(ResourceKind.Deployment, ResourceKind.Job) is { } unseen)
            return ComponentVerdict.Undetermined(Kind, unseen.ToString());
        return JobProblem(input)
            ?? ApplicationProblem(input)
            ?? (input.Rules.ConfigEditor ? DeploymentProblem(input, "quay-config-editor") : null)
            ?? ComponentVerdict.Ready(Kind, input.Rules.QuayIsCalledBase ? "Base component healthy" : "Quay component healthy");
    }

    private static ComponentVerdict? JobProblem(ReadinessInput input)
    {
        if (input.Rules.QuayIsCalledBase) return null;
        var name = input.Registry.NameOf("quay-app-upgrade");
        return input.Find(ResourceKind.Job, "quay-app-upgrade") switch
        {
            // Finished Jobs are cleared away by people and controllers, and nothing would make this one again.
            null => input.Migrated ? null : ComponentVerdict.NotReady(Kind, $"Job {name} not found"),
            { Facts: JobFacts { Succeeded: >= 1 } } => null,
            _ => ComponentVerdict.NotReady(Kind, $"{(input.Rules.LowerCaseJobText ? "job" : "Job")} {name} not finished"),
        };
    }

    // Scaled to zero, Quay is simply not examined once its pods are gone; unlike Clair and Mirror it has no text of its own for that.
    private static ComponentVerdict? ApplicationProblem(ReadinessInput input)
    {
        if (!input.ScaledToZero.Contains(Kind)) return DeploymentProblem(input, "quay-app");
        var deployment = OwnedDeployment.Find(input, Kind, "quay-app", out var problem);
        return deployment?.Facts switch
        {
            null when deployment is null => problem,
            DeploymentFacts { AvailableReplicas: 0 } => null,
            DeploymentFacts => ComponentVerdict.NotReady(Kind, "Quay component is being scaled down"),
            _ => ComponentVerdict.Undetermined(Kind, $"the status of Deployment {deployment!.Key.Name}"),
        };
    }

    private static ComponentVerdict? DeploymentProblem(ReadinessInput input, string suffix)
    {
        var deployment = OwnedDeployment.Find(input, Kind, suffix, out var problem);
        if (deployment is null) return problem;
        var verdict = DeploymentCheck.Judge(Kind, deployment, input.Rules);
        return verdict.IsTrue ? null : verdict;
    }
}
