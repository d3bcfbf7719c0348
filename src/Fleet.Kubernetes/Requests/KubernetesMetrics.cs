using System.Diagnostics.Metrics;

namespace Fleet.Kubernetes.Requests;

/// <summary>The meter <c>Fleet.Kubernetes</c>.</summary>
internal static class KubernetesMetrics
{
    public const string MeterName = "Fleet.Kubernetes";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "quay_fleet_kubernetes_requests", description: "Requests sent to API servers, retries included, by cluster, verb and status code (0: no answer).");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "quay_fleet_kubernetes_request_duration",
        "s",
        "Time to a complete answer; for watches, to its first byte.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "quay_fleet_kubernetes_watch_events", description: "Watch events and bookmarks received, by cluster.");

    private static readonly Counter<long> Relists = Meter.CreateCounter<long>(
        "quay_fleet_kubernetes_relists", description: "Lists started by watches, by cluster.");

    public static void Sent(string cluster, string verb, int code, TimeSpan duration)
    {
        KeyValuePair<string, object?> clusterTag = new("cluster", cluster), verbTag = new("verb", verb), codeTag = new("code", code);
        Requests.Add(1, clusterTag, verbTag, codeTag);
        Durations.Record(duration.TotalSeconds, clusterTag, verbTag);
    }

    // By kind as well, a large fleet would have tens of thousands of series of each.
    public static void WatchEvents(string cluster, int count) => Events.Add(count, new KeyValuePair<string, object?>("cluster", cluster));

    public static void Relisted(string cluster) => Relists.Add(1, new KeyValuePair<string, object?>("cluster", cluster));
}
