using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The vulnerability scanner; until 3.6 with its database, see <see cref="ConditionFold"/>.</summary>
internal static class ClairReadiness
{
    private const ComponentKind Kind = ComponentKind.Clair;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (!input.IsManaged(Kind)) return ComponentVerdict.NotManaged(Kind, "Clair not managed by the operator");
        if (input.Unseen(ResourceKind.Deployment) is { } unseen) return ComponentVerdict.Undetermined(Kind, unseen.ToString());

        var application = OwnedDeployment.Find(input, Kind, "clair-app", out var problem);
        if (application is null) return problem!;
        if (ScaledToZero.Judge(input, Kind, "Clair", application) is { } scaled) return scaled;
        var verdict = DeploymentCheck.Judge(Kind, application, input.Rules);
        return verdict.IsTrue ? ComponentVerdict.Ready(Kind, "Clair component healthy") : verdict;
    }
}
