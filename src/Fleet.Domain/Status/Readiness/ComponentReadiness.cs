using Fleet.Domain.Quay;

namespace Fleet.Domain.Status.Readiness;

/// <summary>Judges one component by its own objects. Dependencies between components are <see cref="ConditionFold"/>'s.</summary>
public static class ComponentReadiness
{
    public static ComponentVerdict Judge(ComponentKind kind, ReadinessInput input) => kind switch
    {
        ComponentKind.Quay => QuayReadiness.Judge(input),
        ComponentKind.Postgres => PostgresReadiness.Judge(input),
        ComponentKind.Clair => ClairReadiness.Judge(input),
        ComponentKind.Redis => RedisReadiness.Judge(input),
        ComponentKind.HorizontalPodAutoscaler => AutoscalerReadiness.Judge(input),
        ComponentKind.ObjectStorage => ObjectStorageReadiness.Judge(input),
        ComponentKind.Route => RouteReadiness.Judge(input),
        ComponentKind.Mirror => MirrorReadiness.Judge(input),
        ComponentKind.Monitoring => MonitoringReadiness.Judge(input),
        ComponentKind.Tls => TlsReadiness.Judge(input),
        ComponentKind.ClairPostgres => ClairPostgresReadiness.Judge(input),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown component kind"),
    };
}
