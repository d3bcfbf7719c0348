using OpenTelemetry.Metrics;

namespace Fleet.Silo.Hosting;

/// <summary>The server's metrics, served at <c>/metrics</c> in Prometheus' format.</summary>
internal static class Telemetry
{
    public static IServiceCollection AddFleetTelemetry(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Fleet.*", "Microsoft.Orleans")
            // Two thousand series, the default, are those of some hundred clusters; what is beyond would lose its verb and code.
            .AddView("quay_fleet_kubernetes_requests", new MetricStreamConfiguration { CardinalityLimit = 30_000 })
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return services;
    }
}
