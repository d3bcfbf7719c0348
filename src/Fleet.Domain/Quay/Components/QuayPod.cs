using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>What all pods that run the Quay image share: the app, its upgrade Job, the mirror and the config editor.</summary>
internal static class QuayPod
{
    public const string ConfigSecret = "quay-config-secret";
    public const string TlsSecret = "quay-config-tls";
    public const string ExtraCaSecret = "extra-ca-certs";
    public const string ProxySecret = "quay-proxy-config";

    public static string? ServiceAccount(Build build) => build.AtLeast(3, 6) ? build.Name("quay-app") : null;

    /// <summary>The name of the volume with Quay's configuration.</summary>
    public static string ConfigVolumeName(Build build) => build.AtLeast(3, 6) ? "config" : "configvolume";

    /// <summary>The configuration, from 3.6 on beside the TLS files that used to be part of it.</summary>
    public static JsonObject ConfigVolume(Build build) => build.AtLeast(3, 6)
        ? Volume.Projected("config", Volume.FromSecret(build.Secret(ConfigSecret)), Volume.FromSecret(build.Secret(TlsSecret)))
        : Volume.Secret(ConfigVolumeName(build), build.Secret(ConfigSecret));

    public static JsonObject ExtraCaVolume(Build build) => build.AtLeast(3, 7)
        ? Volume.Projected("extra-ca-certs",
            Volume.FromConfigMap(build.Name("cluster-service-ca")),
            Volume.FromConfigMap(build.Name("cluster-trusted-ca")),
            Volume.FromSecret(build.Secret(ExtraCaSecret)))
        : Volume.ConfigMap("extra-ca-certs", build.Name("cluster-service-ca"));

    /// <summary>Client certificates for a PostgreSQL of the user's, from Secrets he may or may not make [3.13+].</summary>
    public static IEnumerable<JsonObject> PostgresCertificateVolumes(Build build) => build.Before(3, 13) ? [] :
    [
        Volume.Projected("postgres-certs",
            Volume.FromOptionalSecret("postgresql-ca"),
            Volume.FromOptionalSecret("postgresql-client-certs")),
        Map(("name", "postgres-certs-store"), ("emptyDir", Map(("sizeLimit", "5Mi")))),
    ];

    public static JsonArray Mounts(Build build) => List(
    [
        Mount(ConfigVolumeName(build), "/conf/stack"),
        Mount("extra-ca-certs", "/conf/stack/extra_ca_certs", readOnly: true),
        .. build.Before(3, 13) ? Array.Empty<JsonObject>() :
        [
            Mount("postgres-certs", "/run/secrets/postgresql"),
            Mount("postgres-certs-store", "/.postgresql"),
        ],
    ]);

    public static IEnumerable<JsonObject> ConfigVariables(Build build) =>
    [
        Env("QE_K8S_CONFIG_SECRET", build.Secret(ConfigSecret)),
        EnvFromField("QE_K8S_NAMESPACE", "metadata.namespace"),
        Env("DEBUGLOG", "false"),
    ];

    public static IEnumerable<JsonObject> WorkerVariables() =>
    [
        Env("WORKER_COUNT_WEB", "4"),
        Env("WORKER_COUNT_SECSCAN", "2"),
        Env("WORKER_COUNT_REGISTRY", "8"),
    ];

    public static IEnumerable<JsonObject> ProxyVariables(Build build) => build.Before(3, 7) ? [] :
        ((string[])["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]).Select(name => EnvFromSecret(name, build.Secret(ProxySecret), name));

    public static JsonObject? SecurityContext(Build build) => build.Before(3, 17) ? null : Map(
        ("allowPrivilegeEscalation", false),
        ("runAsNonRoot", true),
        ("capabilities", Map(("drop", List("ALL")), ("add", List("NET_BIND_SERVICE")))));

    /// <summary>Spreads pods of one kind over nodes [3.7+]. Its selector does not tell registries of one namespace apart.</summary>
    public static JsonObject? SpreadOverNodes(Build build, string podLabel) => build.Before(3, 7) ? null : Map(
        ("podAntiAffinity", Map(("preferredDuringSchedulingIgnoredDuringExecution", List(Map(
            ("weight", 100),
            ("podAffinityTerm", Map(
                ("labelSelector", Map(("matchExpressions", List(Map(
                    ("key", "quay-component"), ("operator", "In"), ("values", List(podLabel))))))),
                ("topologyKey", "kubernetes.io/hostname")))))))));
}
