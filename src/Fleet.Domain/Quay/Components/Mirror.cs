using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>Workers that copy repositories from other registries.</summary>
internal static class Mirror
{
    private const string Suffix = "quay-mirror";

    /// <summary>Ends with success once Quay answers.</summary>
    private const string PythonProbe =
        "python3 -c 'import os, sys, requests; "
        + "answer = requests.get(\"http://\" + os.environ[\"QUAY_APP_SERVICE_HOST\"], allow_redirects=False, verify=False); "
        + "sys.exit(0 if answer.ok else 1)'";

    public static IEnumerable<Manifest> Objects(Build build) =>
    [
        Manifest.Deployment(Suffix, Suffix,
            Map(("replicas", build.Before(3, 7) ? 1 : null), ("strategy", Strategy(build))),
            Map(
                ("serviceAccountName", QuayPod.ServiceAccount(build)),
                ("affinity", QuayPod.SpreadOverNodes(build, Suffix)),
                ("initContainers", List(WaitForQuay(build))),
                ("containers", List(Map(
                    ("name", Suffix),
                    ("image", build.Images.Quay),
                    ("command", List("/quay-registry/quay-entrypoint.sh")),
                    ("args", List("repomirror-nomigrate")),
                    ("env", List([.. QuayPod.ConfigVariables(build), Env("ENSURE_NO_MIGRATION", "true"), .. QuayPod.ProxyVariables(build)])),
                    ("resources", build.AtLeast(3, 6) ? Resources(requests: Amount("500m", "512Mi"), limits: Amount("1", "2Gi")) : null),
                    ("securityContext", QuayPod.SecurityContext(build)),
                    ("volumeMounts", QuayPod.Mounts(build))))),
                ("volumes", List([QuayPod.ConfigVolume(build), Certificates(build), .. QuayPod.PostgresCertificateVolumes(build)])))),
    ];

    private static JsonObject Strategy(Build build) => build switch
    {
        _ when build.AtLeast(3, 17) => Map(("type", "RollingUpdate"), ("rollingUpdate", Map(("maxUnavailable", 0), ("maxSurge", 1)))),
        _ when build.AtLeast(3, 16) => Map(("type", "RollingUpdate")),
        _ => Map(("type", "Recreate")),
    };

    private static JsonObject WaitForQuay(Build build) => Map(
        ("name", "quay-mirror-init"),
        ("image", build.Images.Quay),
        ("command", build switch
        {
            _ when build.Before(3, 6) => List("/bin/sh", "-c", "curl $QUAY_APP_SERVICE_HOST"),
            _ when build.Before(3, 9) => List("/bin/sh", "-c", "curl $QUAY_APP_SERVICE_HOST --connect-timeout 360"),
            _ => List("sh", "-c", PythonProbe),
        }),
        ("env", List(Env("QUAY_APP_SERVICE_HOST", build.Name("quay-app")))),
        ("securityContext", QuayPod.SecurityContext(build)));

    private static JsonObject Certificates(Build build) => Volume.Projected("extra-ca-certs",
        Volume.FromConfigMap(build.Name("cluster-service-ca")),
        build.AtLeast(3, 7) ? Volume.FromConfigMap(build.Name("cluster-trusted-ca")) : null,
        build.AtLeast(3, 7) ? Volume.FromSecret(build.Secret(QuayPod.ExtraCaSecret)) : null,
        build.AtLeast(3, 6)
            ? Volume.FromSecret(build.Secret(QuayPod.TlsSecret))
            : Volume.FromSecret(build.Secret(QuayPod.ConfigSecret), ("ssl.cert", "quay-ssl.cert")));
}
