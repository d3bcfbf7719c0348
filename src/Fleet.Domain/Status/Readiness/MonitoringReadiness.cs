using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The alert rules and the scrape target exist and are ours.</summary>
internal static class MonitoringReadiness
{
    private const ComponentKind Kind = ComponentKind.Monitoring;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (!input.IsManaged(Kind)) return ComponentVerdict.NotManaged(Kind, "Monitoring not managed by the operator");
        if (input.Unseen(ResourceKind.PrometheusRule, ResourceKind.ServiceMonitor) is { } unseen)
            return ComponentVerdict.Undetermined(Kind, unseen.ToString());
        return Problem(input, ResourceKind.PrometheusRule, "quay-prometheus-rules")
            ?? Problem(input, ResourceKind.ServiceMonitor, "quay-metrics-monitor")
            ?? ComponentVerdict.Ready(Kind, "ServiceMonitor and PrometheusRules created");
    }

    private static ComponentVerdict? Problem(ReadinessInput input, ResourceKind resource, string suffix)
    {
        var observed = input.Find(resource, suffix);
        var name = $"{resource.Kind} {input.Registry.NameOf(suffix)}";
        if (observed is null) return ComponentVerdict.NotReady(Kind, $"{name} not found");
        return input.Registry.Owns(observed) ? null : ComponentVerdict.NotReady(Kind, $"{name} not owned by QuayRegistry");
    }
}
