using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>How the kubelet asks Quay for its health.</summary>
internal static class QuayAppProbes
{
    public static JsonObject? Startup(Build build) => build.Before(3, 6) ? null : Get(build, timeoutSeconds: 20);

    public static JsonObject? Liveness(Build build) => build.Before(3, 6) ? null : Get(build, timeoutSeconds: 10);

    public static JsonObject Readiness(Build build) => build.AtLeast(3, 6) ? Get(build, timeoutSeconds: 10) : Map(
        ("exec", Exec("curl", "-k", "https://localhost:8443/health/instance")),
        ("initialDelaySeconds", 30),
        ("timeoutSeconds", 20),
        ("periodSeconds", 15),
        ("successThreshold", 1),
        ("failureThreshold", 3));

    private static JsonObject Get(Build build, int timeoutSeconds)
    {
        var https = build.Overlay == Overlay.UnmanagedTls;
        return Map(
            ("httpGet", Map(
                ("path", "/health/instance"),
                ("port", https ? 8443 : 8080),
                ("scheme", https ? "HTTPS" : "HTTP"))),
            ("timeoutSeconds", timeoutSeconds),
            ("periodSeconds", 15),
            ("failureThreshold", 10));
    }
}
