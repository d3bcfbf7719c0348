using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>Autoscalers of Quay, Clair and the mirror.</summary>
internal static class Autoscalers
{
    private const int UtilizationPercent = 90;

    public static IEnumerable<Manifest> Objects(Build build)
    {
        yield return Autoscaler(build, "quay-app", build.Name("quay-app"), min: build.AtLeast(3, 6) ? 2 : 1, max: 20);
        if (build.Before(3, 6)) yield break;
        if (IsRendered(build, ComponentKind.Clair))
            yield return Autoscaler(build, "clair-app", Target(build, ComponentKind.Clair, "clair-app"), 2, 10) with { OwnerAnnotation = "clair" };
        if (IsRendered(build, ComponentKind.Mirror))
            yield return Autoscaler(build, "quay-mirror", Target(build, ComponentKind.Mirror, "quay-mirror"), 2, 20) with { OwnerAnnotation = "mirror" };
    }

    /// <summary>Until 3.11 also for components that are not there.</summary>
    private static bool IsRendered(Build build, ComponentKind kind) => build.Before(3, 12) || build.Manages(kind);

    /// <summary>The name of a Deployment that is not rendered stays bare, so such an autoscaler scales nothing.</summary>
    private static string Target(Build build, ComponentKind kind, string suffix) => build.Manages(kind) ? build.Name(suffix) : suffix;

    private static Manifest Autoscaler(Build build, string suffix, string target, int min, int max) =>
        new(ResourceKind.HorizontalPodAutoscaler, Version(build), suffix, Map(("spec", Map(
            ("scaleTargetRef", Map(("apiVersion", "apps/v1"), ("kind", "Deployment"), ("name", target))),
            ("minReplicas", min),
            ("maxReplicas", max),
            ("metrics", List(Metric("cpu"), Metric("memory")))))));

    private static string Version(Build build) => build.AtLeast(3, 7) && build.Facts.Cluster.Features.AutoscalingV2 ? "v2" : "v2beta2";

    private static System.Text.Json.Nodes.JsonObject Metric(string resource) => Map(
        ("type", "Resource"),
        ("resource", Map(
            ("name", resource),
            ("target", Map(("type", "Utilization"), ("averageUtilization", UtilizationPercent))))));
}
