using OpenTelemetry.Metrics;

namespace Fleet.Silo.Hosting;

/// <summary>The server's metrics, served at <c>/metrics</c> in Prometheus' format.</summary>
internal static class Telemetry
{
    public static IServiceCollection AddFleetTelemetry(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Fleet.*", "Microsoft.Orleans")
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return services;
    }
}
