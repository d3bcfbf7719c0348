using Fleet.Domain.Quay;

namespace Fleet.Domain.Status.Readiness;

/// <summary>Quay's database.</summary>
internal static class PostgresReadiness
{
    private const ComponentKind Kind = ComponentKind.Postgres;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (!input.IsManaged(Kind)) return ComponentVerdict.NotManaged(Kind, "Postgres not managed by the operator");
        return input.Rules.DatabaseClaims
            ? DatabaseReadiness.Judge(input, Kind, "Postgres", "quay-database", "quay-postgres-13")
            : NamedDeployment.Judge(input, Kind, "Postgres", "quay-database");
    }
}
