using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Manifest;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>The vulnerability scanner. Until 3.6 its database is part of it.</summary>
internal static class ClairApp
{
    public const string Suffix = "clair-app";
    public const string ConfigSecret = "clair-config-secret";

    public static IEnumerable<Manifest> Objects(Build build)
    {
        if (build.AtLeast(3, 6)) yield return ServiceAccount(Suffix);
        yield return App(build);
        yield return Service(Suffix, Suffix, null,
            ServicePort("clair-http", 80, 8080),
            ServicePort("clair-introspection", 8089, 8089));
        if (build.Before(3, 7))
            foreach (var database in ClairDatabase.Objects(build)) yield return database;
    }

    private static Manifest App(Build build) => Deployment(Suffix, Suffix,
        Map(("replicas", Replicas(build))),
        Map(
            ("serviceAccountName", build.AtLeast(3, 6) ? build.Name(Suffix) : null),
            ("restartPolicy", "Always"),
            ("affinity", QuayPod.SpreadOverNodes(build, Suffix)),
            ("containers", List(Map(
                ("name", Suffix),
                ("image", build.Images.Clair),
                ("imagePullPolicy", "IfNotPresent"),
                ("env", List(
                [
                    Env("CLAIR_CONF", "/clair/config.yaml"),
                    Env("CLAIR_MODE", "combo"),
                    .. QuayPod.ProxyVariables(build),
                ])),
                ("ports", List(Port(8080, "clair-http"), Port(8089, "clair-intro"))),
                ("resources", build.AtLeast(3, 6) ? Resources(requests: Amount("2", "2Gi"), limits: Amount("4", "16Gi")) : null),
                ("startupProbe", build.Before(3, 6) ? null : Map(
                    ("tcpSocket", Map(("port", "clair-intro"))),
                    ("periodSeconds", 10),
                    ("failureThreshold", 300))),
                ("readinessProbe", Map(("tcpSocket", Map(("port", 8080))))),
                // Earlier releases misspell it, so that it never took effect.
                ("livenessProbe", build.Before(3, 17) ? null : Map(("httpGet", Map(("path", "/healthz"), ("port", "clair-intro"))))),
                ("volumeMounts", ClairFiles.Mounts(build))))),
            ("volumes", ClairFiles.Volumes(build))));

    private static JsonNode? Replicas(Build build) => build switch
    {
        _ when DatabaseUpgrade.RunsFor(build, ComponentKind.ClairPostgres) => 0,
        _ when build.Before(3, 6) => 1,
        _ when build.Before(3, 7) => 2,
        _ => null,
    };
}
