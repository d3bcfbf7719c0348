using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>The ways in from outside the cluster.</summary>
internal static class Routes
{
    private const string TimeoutAnnotation = "haproxy.router.openshift.io/timeout";

    public static IEnumerable<Manifest> Objects(Build build)
    {
        var quayEndsTls = build.Before(3, 6) || !build.Manages(ComponentKind.Tls);
        var termination = quayEndsTls ? "passthrough" : "edge";

        yield return Route(build, "quay", "quay-app-route", build.ServerHostname, "quay-app", quayEndsTls ? "https" : "http", termination) with
        {
            Annotations = Map((TimeoutAnnotation, AppTimeout(build))),
        };
        if (ConfigEditor.Exists(build))
            yield return Route(build, "quay-config-editor", "quay-config-route", "", ConfigEditor.Suffix, "http", "edge");
        yield return Route(build, "quay-builder", "quay-builder-route", build.BuildManagerHostname, "quay-app", "grpc", termination) with
        {
            Annotations = Map((TimeoutAnnotation, build.AtLeast(3, 13) ? "30m" : null)),
        };
    }

    /// <param name="host">Empty leaves it to the router, and then must not be sent at all.</param>
    private static Manifest Route(Build build, string suffix, string label, string host, string service, string port, string termination) =>
        new(ResourceKind.Route, "v1", suffix, Map(("spec", Map(
            ("host", host.Length == 0 ? null : host),
            ("to", Map(("kind", "Service"), ("name", build.Name(service)))),
            ("port", Map(("targetPort", port))),
            ("tls", Map(("termination", termination), ("insecureEdgeTerminationPolicy", "Redirect")))))))
        {
            ComponentLabel = build.AtLeast(3, 6) ? label : null,
        };

    /// <summary>Pushes of large layers take their time.</summary>
    private static string? AppTimeout(Build build) => build switch
    {
        _ when build.Before(3, 7) => null,
        _ when build.Before(3, 9) => "60s",
        _ when build.Before(3, 10) => "5m",
        _ when build.Before(3, 13) => "10m",
        _ => "30m",
    };
}
