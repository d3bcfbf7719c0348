using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>Metrics, an alert and a dashboard for the cluster's own Prometheus and console.</summary>
internal static class Monitoring
{
    private const string PrometheusNamespace = "openshift-monitoring";

    public static IEnumerable<Manifest> Objects(Build build)
    {
        var metrics = Manifest.Service("quay-metrics", "monitoring", "quay-app", Manifest.ServicePort("quay-metrics", 9091, 9091));
        yield return metrics with
        {
            Annotations = Map(
                ("prometheus.io/scrape", "true"),
                ("prometheus.io/scheme", "http"),
                ("prometheus.io/port", "9091")),
        };
        yield return Reader("quay-metrics");
        yield return Manifest.RoleBinding("quay-metrics", build.Name("quay-metrics"), "prometheus-k8s", PrometheusNamespace);
        yield return new Manifest(ResourceKind.ServiceMonitor, "v1", "quay-metrics-monitor", Map(("spec", Map(
            ("endpoints", List(Map(("port", "quay-metrics")))),
            ("selector", Map(("matchLabels", Map(("quay-component", "monitoring")))))))));
        yield return Manifest.ConfigMap("grafana-dashboard-quay", (GrafanaDashboard.File, GrafanaDashboard.Json(build.Registry, build.Minor))) with
        {
            Labels = Map(("console.openshift.io/dashboard", "true")),
            ForeignNamespace = build.Facts.Cluster.Features.Prometheus ? GrafanaDashboard.Namespace : null,
        };
        yield return Reader("quay-alerts-role");
        yield return Manifest.RoleBinding("quay-alerts-rolebinding", build.Name("quay-alerts-role"), "prometheus-operator", PrometheusNamespace);
        yield return Alerts();
    }

    private static Manifest Reader(string suffix) => Manifest.Role(suffix, Map(
        ("apiGroups", List("")),
        ("resources", List("services", "endpoints", "pods")),
        ("verbs", List("get", "list", "watch"))));

    private static Manifest Alerts() => new(ResourceKind.PrometheusRule, "v1", "quay-prometheus-rules", Map(("spec", Map(
        ("groups", List(Map(
            ("name", "quay-alerts.rules"),
            ("rules", List(Map(
                ("alert", "QuayPodFrequentlyRestarting"),
                ("expr", "increase(kube_pod_container_status_restarts_total{pod=~\".*-quay-app-.*\"}[1h]) > 5"),
                ("for", "10m"),
                ("labels", Map(("severity", "warning"))),
                ("annotations", Map(
                    ("description", "{{$labels.namespace}}/{{$labels.pod}} restarted {{$value}} times within the last hour."),
                    ("message", "A Quay pod keeps restarting."),
                    ("severity_level", "warning")))))))))))))
    {
        Labels = Map(("prometheus", "k8s"), ("role", "alert-rules")),
    };
}
