using Fleet.Domain.Quay;

namespace Fleet.Domain.Status;

/// <summary>The types in <c>status.conditions</c> of a QuayRegistry. Other software matches on them.</summary>
public static class ConditionTypes
{
    public const string Available = "Available";
    public const string ComponentsCreated = "ComponentsCreated";

    /// <summary>True is bad: the last pass could not apply.</summary>
    public const string RolloutBlocked = "RolloutBlocked";

    /// <summary>The condition type of one component under a release's rules, for example <c>ComponentTLSReady</c>.</summary>
    public static string Of(ComponentKind kind, ReadinessRules rules) => kind switch
    {
        ComponentKind.Quay => rules.QuayIsCalledBase ? "ComponentBaseReady" : "ComponentQuayReady",
        ComponentKind.Postgres => "ComponentPostgresReady",
        ComponentKind.Clair => "ComponentClairReady",
        ComponentKind.Redis => "ComponentRedisReady",
        ComponentKind.HorizontalPodAutoscaler => "ComponentHPAReady",
        ComponentKind.ObjectStorage => "ComponentObjectStorageReady",
        ComponentKind.Route => "ComponentRouteReady",
        ComponentKind.Mirror => "ComponentMirrorReady",
        ComponentKind.Monitoring => "ComponentMonitoringReady",
        ComponentKind.Tls => "ComponentTLSReady",
        ComponentKind.ClairPostgres => "ComponentClairPostgresReady",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown component kind"),
    };
}
