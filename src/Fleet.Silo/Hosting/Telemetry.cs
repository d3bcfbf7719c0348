using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Fleet.Silo.Hosting;

/// <summary>The server's metrics, served at <c>/metrics</c> in Prometheus' format.</summary>
internal static class Telemetry
{
    public static IServiceCollection AddFleetTelemetry(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Fleet.*", "Microsoft.Orleans")
            .AddView(instrument => SeriesOf(instrument) is { } most ? new MetricStreamConfiguration { CardinalityLimit = most } : null)
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return services;
    }

    /// <summary>
    /// How many series an instrument may have; what is beyond would lose its tags. Room for all is made beforehand: the default of two thousand is too few for
    /// what is counted by cluster, and far too much for 150 others.
    /// </summary>
    private static int? SeriesOf(Instrument instrument) => instrument switch
    {
        { Name: "quay_fleet_kubernetes_requests" } => 30_000,
        { Name: "quay_fleet_kubernetes_request_duration" } => 20_000,
        { Meter.Name: "Fleet.Kubernetes" } => 3_000,
        { Meter.Name: "Microsoft.Orleans" } => 200,
        _ => null,
    };
}
