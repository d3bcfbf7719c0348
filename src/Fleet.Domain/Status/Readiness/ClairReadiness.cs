using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The vulnerability scanner; in 3.6 with its database.</summary>
internal static class ClairReadiness
{
    private const ComponentKind Kind = ComponentKind.Clair;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (!input.IsManaged(Kind)) return ComponentVerdict.NotManaged(Kind, "Clair not managed by the operator");
        if (input.Unseen(ResourceKind.Deployment) is { } unseen) return ComponentVerdict.Undetermined(Kind, unseen.ToString());

        var application = Find(input, "clair-app", out var problem);
        if (application is null) return problem!;
        if (ScaledToZero.Judge(input, Kind, "Clair", application) is { } scaled) return scaled;
        var verdict = DeploymentCheck.Judge(Kind, application, input.Rules);
        if (!verdict.IsTrue) return verdict;

        if (input.Rules.ClairIncludesDatabase)
        {
            var database = Find(input, "clair-postgres", out problem);
            if (database is null) return problem!;
            verdict = DeploymentCheck.Judge(Kind, database, input.Rules);
            if (!verdict.IsTrue) return verdict;
        }
        return ComponentVerdict.Ready(Kind, "Clair component healthy");
    }

    private static ObservedObject? Find(ReadinessInput input, string suffix, out ComponentVerdict? problem) =>
        OwnedDeployment.Find(input, Kind, suffix, out problem);
}
