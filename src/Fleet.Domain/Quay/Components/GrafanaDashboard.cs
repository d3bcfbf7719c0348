using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Releases;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>The dashboard of one registry in the OpenShift console.</summary>
public static class GrafanaDashboard
{
    /// <summary>The console looks for dashboards there and nowhere else.</summary>
    public const string Namespace = "openshift-config-managed";
    /// <summary>The key in the ConfigMap.</summary>
    public const string File = "quay.json";

    private const string Filter = "namespace=\"$namespace\",service=\"$service\"";

    /// <summary>Queries stay readable; the text ends in no HTML page.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Json(QuayRegistry registry, ReleaseMinor minor)
    {
        var (ns, service) = (registry.Namespace, $"{registry.Name}-quay-metrics");
        var dashboard = Map(
            ("uid", "sUmkznPGz"),
            ("title", Title(ns, registry.Name)),
            ("schemaVersion", 14),
            ("editable", false),
            ("refresh", "1m"),
            ("time", Map(("from", "now-6h"), ("to", "now"))),
            ("templating", Map(("list", List(
                Map(("name", "datasource"), ("type", "datasource"), ("query", "prometheus"), ("hide", 2)),
                Variable("namespace", ns, minor),
                Variable("service", service, minor))))),
            ("rows", Rows()));
        var json = dashboard.ToJsonString(Readable);
        // The console of later OpenShift releases does not fill variables in itself.
        return minor.AtLeast(3, 14)
            ? json.Replace("$namespace", ns, StringComparison.Ordinal).Replace("$service", service, StringComparison.Ordinal)
            : json;
    }

    /// <summary>
    /// Whether a stored ConfigMap is this registry's. Registries of one name in several namespaces have one name for their dashboards, of which
    /// the last that was written stands.
    /// </summary>
    public static bool IsOf(JsonObject configMap, string ns, string registry)
    {
        if ((configMap["data"]?[File] as JsonValue)?.GetValue<string>() is not { } text) return false;
        try
        {
            return JsonNode.Parse(text)?["title"] is JsonValue title && title.TryGetValue<string>(out var found) && found == Title(ns, registry);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Somebody's own text: not ours to judge, nor to delete.
            return false;
        }
    }

    private static string Title(string ns, string registry) => $"Quay - {ns} - {registry}";

    private static JsonObject Variable(string name, string value, ReleaseMinor minor)
    {
        var fixedValue = minor.AtLeast(3, 14);
        return Map(
            ("name", name),
            ("type", fixedValue ? "custom" : "query"),
            ("hide", 2),
            ("current", fixedValue ? Map(("text", value), ("value", value)) : null),
            ("query", fixedValue ? value : null),
            ("options", List(Map(("text", value), ("value", value), ("selected", true)))));
    }

    private static JsonArray Rows()
    {
        var id = 0;
        return List(
            Row("Content",
                Count("Organizations", "quay_org_rows"),
                Count("Repositories", "quay_repository_rows"),
                Count("Users", "quay_user_rows"),
                Count("Robot accounts", "quay_robot_rows")),
            Row("Resources",
                Graph("CPU by process", $"sum by (process_name) (rate(process_cpu_seconds_total{{{Filter}}}[5m]))", "{{process_name}}"),
                Graph("Peak memory by process", $"max by (process_name) (process_resident_memory_bytes{{{Filter}}})", "{{process_name}}")),
            Row("Images",
                Graph("Pulls per second", $"sum(rate(quay_registry_image_pulls_total{{{Filter}}}[5m]))", "pulls"),
                Graph("Pushes per second", $"sum(rate(quay_registry_image_pushes_total{{{Filter}}}[5m]))", "pushes")),
            Row("Requests",
                Graph("Sign-ins per second", $"sum by (success) (rate(quay_authentication_attempts_total{{{Filter}}}[5m]))", "success={{success}}"),
                Graph("API calls per second", $"sum by (route) (rate(quay_request_duration_seconds_count{{{Filter}}}[5m]))", "{{route}}"),
                Graph("API latency, 95th percentile",
                    $"histogram_quantile(0.95, sum by (route, le) (rate(quay_request_duration_seconds_bucket{{{Filter}}}[5m])))", "{{route}}")));

        JsonObject Count(string title, string metric) => Panel("singlestat", title, $"max({metric}{{{Filter}}})", "", 3);

        JsonObject Graph(string title, string expression, string legend) => Panel("graph", title, expression, legend, 6);

        JsonObject Panel(string type, string title, string expression, string legend, int span) => Map(
            ("id", ++id),
            ("type", type),
            ("title", title),
            ("span", span),
            ("datasource", "$datasource"),
            ("targets", List(Map(("expr", expression), ("legendFormat", legend), ("refId", "A")))));
    }

    private static JsonObject Row(string title, params IEnumerable<JsonNode?> panels) =>
        Map(("title", title), ("showTitle", true), ("height", "250px"), ("panels", List(panels)));
}
