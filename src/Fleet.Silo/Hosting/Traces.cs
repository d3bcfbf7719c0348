using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Fleet.Silo.Hosting;

/// <summary>
/// Traces from the API call over grains to the requests to clusters, sent by OTLP. On when OpenTelemetry's own variables say where to
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c>); they also say how, and how many
/// (<c>OTEL_TRACES_SAMPLER</c>). Off, nobody listens and nothing is recorded.
/// </summary>
internal static class Traces
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    // Asked for every few seconds, or lasting as long as a page is open; and the paths of config editors are secret.
    private static readonly string[] Untraced = ["/healthz", "/readyz", "/metrics", "/api/v1/watch", "/editor"];

    public static bool AreWanted(IConfiguration configuration) => Endpoints.Any(name => configuration[name] is { Length: > 0 });

    /// <summary>Also lets log lines name the trace they belong to.</summary>
    public static void AddFleetTraces(this WebApplicationBuilder builder)
    {
        if (!AreWanted(builder.Configuration)) return;
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(console => console.IncludeScopes = true);
        builder.Services.Configure<JsonConsoleFormatterOptions>(console => console.IncludeScopes = true);
        builder.Services.AddOpenTelemetry()
            // Adds an id of this process too, by which silos are told apart.
            .ConfigureResource(resource => resource.AddService(builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : "quay-fleet"))
            .WithTracing(tracing => tracing
                .AddSource("Fleet.*", "Microsoft.Orleans.Application")
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !Untraced.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
                .AddOtlpExporter());
    }

    /// <summary>Calls between grains carry the trace on, also to other silos.</summary>
    public static IClientBuilder AddFleetTraces(this IClientBuilder client, IConfiguration configuration) =>
        AreWanted(configuration) ? client.AddActivityPropagation() : client;

    /// <inheritdoc cref="AddFleetTraces(IClientBuilder, IConfiguration)"/>
    public static ISiloBuilder AddFleetTraces(this ISiloBuilder silo, IConfiguration configuration) =>
        AreWanted(configuration) ? silo.AddActivityPropagation() : silo;
}
