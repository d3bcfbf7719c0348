using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>Clair's database, a component of its own from 3.7.</summary>
internal static class ClairPostgresReadiness
{
    private const ComponentKind Kind = ComponentKind.ClairPostgres;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (!input.IsManaged(Kind)) return ComponentVerdict.NotManaged(Kind, "ClairPostgres not managed by the operator");
        if (input.Rules.DatabaseClaims)
            return DatabaseReadiness.Judge(input, Kind, "ClairPostgres", "clair-postgres", "clair-postgres-15");
        if (input.Unseen(ResourceKind.Deployment) is { } unseen) return ComponentVerdict.Undetermined(Kind, unseen.ToString());

        var deployment = OwnedDeployment.Find(input, Kind, "clair-postgres", out var problem);
        if (deployment is null) return problem!;
        var verdict = DeploymentCheck.Judge(Kind, deployment, input.Rules);
        return verdict.IsTrue ? ComponentVerdict.Ready(Kind, "ClairPostgres component healthy") : verdict;
    }
}
