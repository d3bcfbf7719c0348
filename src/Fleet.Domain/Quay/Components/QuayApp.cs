using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Manifest;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>The registry itself: API, web console, storage of images.</summary>
internal static class QuayApp
{
    private const string Suffix = "quay-app";

    public static IEnumerable<Manifest> Objects(Build build)
    {
        if (build.AtLeast(3, 6)) yield return ServiceAccount(Suffix);
        yield return App(build) with { ComponentLabel = ObjectLabel(build), Annotations = Annotations(build) };
        yield return Service(Suffix, ObjectLabel(build), Suffix,
            ServicePort("https", 443, 8443),
            ServicePort("http", 80, 8080),
            ServicePort("jwtproxy", 8081, 8081),
            ServicePort("grpc", 55443, 55443));
    }

    /// <summary>From 3.7 on the objects' label differs from their pods'.</summary>
    private static string ObjectLabel(Build build) => build.AtLeast(3, 7) ? "quay" : Suffix;

    private static JsonObject Annotations(Build build) =>
        build.Before(3, 5) && build.Overlay is (Overlay.Upgrade or Overlay.ConfigOnly) ? Map(("quay-upgrade", "vader")) : [];

    private static Manifest App(Build build) => Deployment(Suffix, Suffix,
        Map(("replicas", Replicas(build))),
        Map(
            ("serviceAccountName", QuayPod.ServiceAccount(build)),
            ("affinity", QuayPod.SpreadOverNodes(build, Suffix)),
            ("containers", List(Map(
                ("name", Suffix),
                ("image", build.Images.Quay),
                ("args", List("registry-nomigrate")),
                ("env", List([.. QuayPod.ConfigVariables(build), .. QuayPod.WorkerVariables(), .. QuayPod.ProxyVariables(build)])),
                ("ports", List(Port(8443), Port(8080), Port(8081), Port(9091), build.AtLeast(3, 7) ? Port(55443) : null)),
                ("resources", Resources(requests: Amount("2", "8Gi"), limits: Amount("2", "8Gi"))),
                ("startupProbe", QuayAppProbes.Startup(build)),
                ("readinessProbe", QuayAppProbes.Readiness(build)),
                ("livenessProbe", QuayAppProbes.Liveness(build)),
                ("securityContext", QuayPod.SecurityContext(build)),
                ("volumeMounts", QuayPod.Mounts(build))))),
            ("volumes", List([QuayPod.ConfigVolume(build), QuayPod.ExtraCaVolume(build), .. QuayPod.PostgresCertificateVolumes(build)]))));

    /// <summary>Null leaves the number to the autoscaler, or to <see cref="Rendering.PostProcessing.ReplicaDefaults"/>.</summary>
    private static JsonNode? Replicas(Build build) => build switch
    {
        { Overlay: Overlay.Upgrade or Overlay.ConfigOnly } => 0,
        _ when DatabaseUpgrade.RunsFor(build, ComponentKind.Postgres) => 0,
        _ when build.Before(3, 6) => 1,
        _ when build.Before(3, 7) => 2,
        _ => null,
    };
}
