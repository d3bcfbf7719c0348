using Fleet.Domain.Quay;

namespace Fleet.Domain.Status.Readiness;

/// <summary>Quay's Redis.</summary>
internal static class RedisReadiness
{
    private const ComponentKind Kind = ComponentKind.Redis;

    public static ComponentVerdict Judge(ReadinessInput input) => input.IsManaged(Kind)
        ? NamedDeployment.Judge(input, Kind, "Redis", "quay-redis")
        : ComponentVerdict.NotManaged(Kind, "Redis not managed by the operator");
}
